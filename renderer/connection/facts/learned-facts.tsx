import type { ConnectionView } from '../../../shared/connections/view.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { momentOf } from '../../../shared/time/instant.ts'
import { Facts } from '../../shell/card.tsx'
import { usePage } from '../../state/page-context.ts'
import { Moment } from '../../time/moment.tsx'
import styles from './setting-facts.module.css'

/** What the server itself has shown while it was asked for tokens or tested; nothing as long as it has shown nothing. */
export function LearnedFacts({ view: { learned, system } }: { view: ConnectionView }) {
  const { words, texts } = usePage()
  const { connection } = words
  const known = Object.entries(texts.learned).filter(([name]) => learned[name] !== undefined)
  // Call-backs have a card of their own (callbacks-card.tsx).
  if (known.length === 0 || systemNamed(system)?.callbacks !== undefined) return null
  return (
    <>
      <h3 className={styles.heading}>{connection.learned}</h3>
      <Facts rows={known.map(([name, label]) => [label, <Said key={name} text={learned[name] ?? ''} />] as const)} />
    </>
  )
}

function Said({ text }: { text: string }) {
  const { connection } = usePage().words
  const at = momentOf(text)
  if (at !== null) return <Moment at={at} />
  return text === 'yes' ? (
    connection.learnedYes
  ) : text === 'no' ? (
    connection.learnedNo
  ) : (
    <bdi translate="no">{text}</bdi>
  )
}
