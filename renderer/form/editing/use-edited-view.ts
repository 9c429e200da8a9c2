import { useRef } from 'react'
import { isVaultShut } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { usePageState } from '../../state/page-context.ts'

/**
 * The connection of that name; undefined when there is none. Once it was seen whole it is followed by its id, and stays
 * as it last was when it is removed or its vault shut: a form that went away then would take what was typed along.
 */
export function useEditedView(name: string): ConnectionView | undefined {
  const views = usePageState((state) => state.connections)
  const whole = useRef<ConnectionView | undefined>(undefined)
  const { current: last } = whole
  const now = views?.find((each) => (last === undefined ? each.name === name : each.id === last.id))
  if (now !== undefined && !isVaultShut(now)) whole.current = now
  return whole.current ?? now
}
