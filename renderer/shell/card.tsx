import { type ReactNode, useId } from 'react'
import styles from './card.module.css'
import { Sentence } from './sentence.tsx'

/** A part of a screen with its own heading. */
export function Card({
  title,
  aside,
  width,
  children,
}: {
  title: string
  aside?: ReactNode
  /** `text`: of words alone, and no wider than they can be read. */
  width?: 'text'
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className={styles.card} aria-labelledby={id} data-width={width}>
      <div className={styles.top}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** Facts by name. What is null is not there and is left out. */
export function Facts({ rows }: { rows: readonly (readonly [ReactNode, ReactNode] | null)[] }) {
  return (
    <dl className={styles.facts}>
      {rows
        .filter((row) => row !== null)
        .map(([name, fact], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: which facts there are changes seldom, and they keep nothing
          <div key={index}>
            <dt>{name}</dt>
            <dd>{typeof fact === 'string' ? <Sentence>{fact}</Sentence> : fact}</dd>
          </div>
        ))}
    </dl>
  )
}
