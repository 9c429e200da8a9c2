import { isShut } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { countdown } from '../../shared/text/countdown.ts'
import { usePage } from '../state/page-context.ts'
import { useEachSecond } from '../time/use-now.ts'
import styles from './countdown.module.css'

/** A life in plain words, the first part of it in bold. Paints only itself, and only when the words change. */
export function Countdown({ view }: { view: ConnectionView }) {
  const { texts, words: said } = usePage()
  const shut = isShut(view)
  // Of the rest nothing is known; the last known end is still one.
  const life = shut ? { ...view, state: 'valid' as const, renewable: true } : view
  const words = useEachSecond((now) =>
    shut && view.expiresAt === null ? said.overview.shut : countdown(texts, life, now),
  )
  return <CountdownWords words={words} />
}

export function CountdownWords({ words }: { words: string }) {
  const [first, ...rest] = words.split(', ')
  return (
    <span className={styles.words}>
      <b>{first}</b>
      {rest.map((part) => ` · ${part}`).join('')}
    </span>
  )
}
