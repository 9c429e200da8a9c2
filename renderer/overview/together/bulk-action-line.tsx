import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Reply } from '../../../shared/fault.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import { addressOf } from '../../routes/route.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import type { BulkAction } from '../../state/page-state.ts'
import { useThrottledConnections } from '../../state/throttled-connections.ts'
import { runTogether, withEffectsSeen } from './run-together.ts'
import styles from './together.module.css'
import { workSummary, workTitle } from './together-words.ts'

/** The bulk action: progress with a stop button, then its summary until somebody closes it. */
export function BulkActionLine() {
  const { words, store } = usePage()
  const bulkAction = usePageState((state) => state.work)
  const connections = useThrottledConnections()
  if (bulkAction === null) return null
  const work = withEffectsSeen(bulkAction, connections)
  const { outcome } = work
  return (
    <section className={styles.work} data-at-head aria-label={words.together.work} data-over={outcome !== null}>
      <div className={styles.row}>
        {/* Announced once at the beginning and once at the end; the numbers in between are only shown. */}
        <span className={styles.title} aria-hidden={outcome === null}>
          {outcome === null ? workTitle(words, work) : workSummary(words, work)}
        </span>
        <span role="status" className={styles.spoken}>
          {outcome === null ? workTitle(words, { ...work, done: 0 }) : workSummary(words, work)}
        </span>
        {outcome === null ? (
          <>
            <progress className={styles.bar} value={work.done} max={work.total} aria-label={words.together.work} />
            <Button size="xs" variant="default" onClick={work.stop}>
              {words.together.stop}
            </Button>
          </>
        ) : (
          <>
            <UndoRemoval work={work} />
            <Button size="xs" variant="default" onClick={() => store.set({ work: null })}>
              {words.together.close}
            </Button>
          </>
        )}
      </div>
      {outcome === null || outcome.failed.length === 0 ? null : <FailedList work={work} />}
    </section>
  )
}

/** Restores all that was removed, possible for a minute. */
function UndoRemoval({ work }: { work: BulkAction }) {
  const page = usePage()
  const { action, outcome } = work
  if (action !== 'remove' || outcome === null || outcome.done.length === 0) return null
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => {
        const { done } = outcome
        page.store.set({ work: null })
        const restored = async (name: string): Promise<Reply<unknown>> => {
          const reply = await page.host.call('connections.restore', { name })
          if (reply.ok) page.actions.applyView(reply.value)
          return reply
        }
        void runTogether(page, 'restore', done, restored, (view) => view !== undefined)
      }}
    >
      {page.words.overview.undo}
    </Button>
  )
}

const FAILURES_SHOWN = 20

function FailedList({ work: { outcome } }: { work: BulkAction }) {
  const { words, texts } = usePage()
  const [isOpen, setOpen] = useState(false)
  const failed = outcome?.failed ?? []
  return (
    <>
      <button type="button" className={styles.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {words.together.which}
      </button>
      {isOpen ? (
        <ul className={styles.failed}>
          {failed.slice(0, FAILURES_SHOWN).map(({ name, fault }) => (
            <li key={name}>
              <a href={addressOf({ screen: 'connection', name })}>{name}</a>{' '}
              {fault === null ? words.together.seeTest : faultMessage(texts, fault, { name }).say}
            </li>
          ))}
          {failed.length > FAILURES_SHOWN ? (
            <li>{filled(words.comingUp.more, { count: failed.length - FAILURES_SHOWN })}</li>
          ) : null}
        </ul>
      ) : null}
    </>
  )
}
