import type { ReactNode } from 'react'
import type { State } from '../../shared/connections/states.ts'
import { usePage } from '../state/page-context.ts'
import styles from './state-pill.module.css'

/**
 * Tabler's check, refresh, clock, clock-x, question-mark, exclamation-mark, player-pause and device-floppy (MIT), each in one line
 * and made once: the library's own take five elements of React in each row of a list.
 */
const ICONS: Readonly<Record<State, ReactNode>> = {
  valid: icon('M5 12l5 5l10 -10'),
  renewing: icon('M20 11a8.1 8.1 0 0 0 -15.5 -2m-.5 -4v4h4M4 13a8.1 8.1 0 0 0 15.5 2m.5 4v-4h-4'),
  expiring: icon('M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0M12 7v5l3 3'),
  expired: icon('M20.926 13.15a9 9 0 1 0 -7.835 7.784M12 7v5l2 2M22 22l-5 -5M17 22l5 -5'),
  unknown: icon('M8 8a3.5 3 0 0 1 3.5 -3h1a3.5 3 0 0 1 3.5 3a3 3 0 0 1 -2 3a3 4 0 0 0 -2 4M12 19l0 .01'),
  'needs-person': icon('M12 19v.01M12 15v-10'),
  paused: icon(
    'M6 6a1 1 0 0 1 1 -1h2a1 1 0 0 1 1 1v12a1 1 0 0 1 -1 1h-2a1 1 0 0 1 -1 -1l0 -12M14 6a1 1 0 0 1 1 -1h2a1 1 0 0 1 1 1v12a1 1 0 0 1 -1 1h-2a1 1 0 0 1 -1 -1l0 -12',
  ),
  unsaved: icon(
    'M6 4h10l4 4v10a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2M10 14a2 2 0 1 0 4 0a2 2 0 1 0 -4 0M14 4l0 4l-6 0l0 -4',
  ),
}

function icon(line: string): ReactNode {
  return (
    <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true">
      <path d={line} />
    </svg>
  )
}

/** A state by icon, word and colour, never by colour alone. */
export function StatePill({ state }: { state: State }) {
  const { word, means } = usePage().texts.states[state]
  return (
    <span className={styles.pill} data-state={state} title={means}>
      {ICONS[state]}
      <span className={styles.word}>{word}</span>
    </span>
  )
}
