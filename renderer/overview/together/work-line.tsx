import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Reply } from '../../../shared/fault.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import { addressOf } from '../../routes/route.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import type { Work } from '../../state/page-state.ts'
import { useThrottledConnections } from '../../state/throttled-connections.ts'
import { asSeen, runTogether } from './run-together.ts'
import styles from './together.module.css'
import { workSummary, workTitle } from './together-words.ts'

/** What is being done to many: how far it is, a way to stop, and what came of it until somebody puts it away. */
export function WorkLine() {
  const { words, store } = usePage()
  const asked = usePageState((state) => state.work)
  const connections = useThrottledConnections()
  if (asked === null) return null
  const work = asSeen(asked, connections)
  const { outcome } = work
  return (
    <section className={styles.work} data-at-head aria-label={words.together.work} data-over={outcome !== null}>
      <div className={styles.row}>
        {/* Told once at its beginning and once at its end; the numbers in between are for the eye. */}
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
            <Undo work={work} />
            <Button size="xs" variant="default" onClick={() => store.set({ work: null })}>
              {words.together.close}
            </Button>
          </>
        )}
      </div>
      {outcome === null || outcome.failed.length === 0 ? null : <Failed work={work} />}
    </section>
  )
}

/** What was removed can be had back for a minute, all of it at once. */
function Undo({ work }: { work: Work }) {
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
          if (reply.ok) page.actions.know(reply.value)
          return reply
        }
        void runTogether(page, 'restore', done, restored, (view) => view !== undefined)
      }}
    >
      {page.words.overview.undo}
    </Button>
  )
}

const SHOWN = 20

function Failed({ work: { outcome } }: { work: Work }) {
  const { words, texts } = usePage()
  const [opened, open] = useState(false)
  const failed = outcome?.failed ?? []
  return (
    <>
      <button type="button" className={styles.more} aria-expanded={opened} onClick={() => open(!opened)}>
        {words.together.which}
      </button>
      {opened ? (
        <ul className={styles.failed}>
          {failed.slice(0, SHOWN).map(({ name, fault }) => (
            <li key={name}>
              <a href={addressOf({ screen: 'connection', name })}>{name}</a>{' '}
              {fault === null ? words.together.seeTest : faultMessage(texts, fault, { name }).say}
            </li>
          ))}
          {failed.length > SHOWN ? <li>{filled(words.comingUp.more, { count: failed.length - SHOWN })}</li> : null}
        </ul>
      ) : null}
    </>
  )
}
