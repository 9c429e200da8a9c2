import { countdown, type Life } from '../../shared/text/countdown.ts'
import { usePage } from '../state/page-context.ts'
import { useEachSecond } from '../time/use-now.ts'
import styles from './countdown.module.css'

/** A life in plain words, the first part of it in bold. Paints only itself, and only when the words change. */
export function Countdown({ life }: { life: Life }) {
  const { texts } = usePage()
  const words = useEachSecond((now) => countdown(texts, life, now))
  const [first, ...rest] = words.split(', ')
  return (
    <span className={styles.words}>
      <b>{first}</b>
      {rest.map((part) => ` · ${part}`).join('')}
    </span>
  )
}
