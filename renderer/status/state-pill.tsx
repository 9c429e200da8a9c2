import type { ReactNode } from 'react'
import type { State } from '../../shared/connections/states.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { usePage } from '../state/page-context.ts'
import styles from './state-pill.module.css'

/** A state by icon (state-pill.module.css), word and colour, never by colour alone. */
export function StatePill({ state }: { state: State }) {
  return statePill(usePage().texts, state)
}

/** The same for a row of a list, of which each component takes as long as two elements. */
export function statePill({ states }: Texts, state: State): ReactNode {
  const { word, means } = states[state]
  return (
    <span className={styles.pill} data-state={state} title={means}>
      <span className={styles.word}>{word}</span>
    </span>
  )
}
