import { type ComponentType, Suspense, useEffect, useState } from 'react'
import { laterPart } from './later-part.ts'

type Openable = { readonly opened: boolean }

/**
 * A dialog that is loaded when it is first opened, and stays from then on: shut, it must still give the focus back to where
 * it was. All dialogs together are as much code as the first screen.
 */
export function laterDialog<Props extends Openable>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = laterPart(load)

  /** Shut at first, since only one that is opened before its eyes remembers where the focus was. */
  function Opening(props: Props) {
    const [there, stands] = useState(false)
    useEffect(() => stands(true), [])
    return <Loaded {...props} opened={props.opened && there} />
  }

  return function LaterDialog(props: Props) {
    const [wanted, want] = useState(false)
    if (props.opened && !wanted) want(true)
    if (!wanted) return null
    return (
      <Suspense>
        <Opening {...props} />
      </Suspense>
    )
  }
}
