import {
  IconCheck,
  IconClock,
  IconClockX,
  IconDeviceFloppy,
  IconExclamationMark,
  IconPlayerPause,
  IconQuestionMark,
  IconRefresh,
} from '@tabler/icons-react'
import type { State } from '../../shared/connections/states.ts'
import { usePage } from '../state/page-context.ts'
import styles from './state-pill.module.css'

const ICONS = {
  valid: IconCheck,
  renewing: IconRefresh,
  expiring: IconClock,
  expired: IconClockX,
  unknown: IconQuestionMark,
  'needs-person': IconExclamationMark,
  paused: IconPlayerPause,
  unsaved: IconDeviceFloppy,
} as const satisfies Record<State, unknown>

/** A state by icon, word and colour, never by colour alone. */
export function StatePill({ state }: { state: State }) {
  const { word, means } = usePage().texts.states[state]
  const Icon = ICONS[state]
  return (
    <span className={styles.pill} data-state={state} title={means}>
      <Icon size={13} stroke={2.4} aria-hidden="true" />
      <span className={styles.word}>{word}</span>
    </span>
  )
}
