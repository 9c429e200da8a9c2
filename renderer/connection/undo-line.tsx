import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { fieldLabel, filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { usePage } from '../state/page-context.ts'
import { sayTime } from '../time/moments.ts'
import { useLocale } from '../time/use-locale.ts'
import styles from './undo-line.module.css'

/** For as long as the last edit can be taken back: that it was saved, and what would come back. */
export function UndoLine({ view }: { view: ConnectionView }) {
  const { words, texts, actions } = usePage()
  const locale = useLocale()
  const [isThere, setThere] = useState(false)
  // A screen reader says what comes into a region that it knows already, and not what came with it.
  useEffect(() => setThere(true), [])
  const { name, system, undo } = view
  const until = momentOf(undo?.until ?? null)
  const secrets = undo?.secrets.map((secret) => fieldLabel(texts, `secrets.${secret}`, system)).join(', ')
  const said =
    !isThere || secrets === undefined || until === null
      ? ''
      : filled(words.connection.undoSaved, { at: sayTime(until, locale, { seconds: true }), secrets })

  async function takeBack(): Promise<void> {
    await actions.undoEdits([name])
    // The button is gone then: what follows it is where reading goes on.
    document.querySelector<HTMLElement>('h1')?.focus()
  }

  return (
    <div className={styles.line} data-said={said !== ''}>
      <p role="status">{said}</p>
      {said === '' ? null : (
        <Button size="xs" variant="default" onClick={() => void takeBack()}>
          {words.overview.undo}
        </Button>
      )}
    </div>
  )
}
