import { Button, VisuallyHidden } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { addressOf } from '../routes/route.ts'
import { usePage } from '../state/page-context.ts'
import styles from './demo-guide.module.css'
import { hasReadJournal } from './journal-read.ts'

/** What to try in the demo: three steps that are ticked off as they are done. Nothing for whoever has put it away. */
export function DemoGuide({ view }: { view: ConnectionView }) {
  const { words, host } = usePage()
  const { demo } = words
  const [wanted, want] = useState(false)
  useEffect(() => {
    void host.call('settings.get', {}).then((reply) => want(reply.ok && reply.value.demoGuide !== false))
  }, [host])
  if (!wanted) return null

  async function putAway(): Promise<void> {
    want(false)
    await host.call('settings.set', { key: 'demoGuide', value: 'false' })
  }

  const steps = [
    { is: view.lastRefresh?.outcome === 'renewed', say: demo.guideWatch },
    { is: view.validated !== null, say: demo.guideTest },
    { is: hasReadJournal(view.id), say: <a href={addressOf({ screen: 'journal' })}>{demo.guideJournal}</a> },
  ]
  return (
    <section className={styles.guide} aria-label={demo.guideTitle}>
      <ol className={styles.steps}>
        {steps.map(({ is, say }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: three steps, always the same
          <Step key={index} is={is}>
            {say}
          </Step>
        ))}
      </ol>
      {steps.every(({ is }) => is) ? (
        <a className={styles.own} href={addressOf({ screen: 'add' })}>
          {demo.guideOver}
        </a>
      ) : null}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void putAway()}>
        {demo.guideAway}
      </Button>
    </section>
  )
}

function Step({ is, children }: { is: boolean; children: ReactNode }) {
  const { demo } = usePage().words
  const Icon = is ? IconCircleCheck : IconCircle
  return (
    <li className={styles.step} data-done={is}>
      <Icon className={styles.tick} size={16} aria-hidden="true" />
      <span>
        {children}
        {is ? <VisuallyHidden>{` (${demo.guideDone})`}</VisuallyHidden> : null}
      </span>
    </li>
  )
}
