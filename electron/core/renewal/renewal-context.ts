import type { KeeperParts } from '../keeper-parts.ts'
import type { CorePorts } from '../requests/sending.ts'
import type { RenewalRight } from './renewal-right.ts'

/** What a renewal works with. */
export type RenewalContext = Pick<KeeperParts, 'connections' | 'journalWriter' | 'limiter'> & {
  readonly ports: Pick<CorePorts, 'clock' | 'log' | 'sender' | 'random' | 'ownership' | 'machine' | 'oauth'>
  readonly right: RenewalRight
  /** The keeper is leaving: what has been sent is waited for, nothing more is sent. */
  readonly leaving: () => boolean
  /** Brings what is known to the clock's present reading, before anything new is counted by it. */
  readonly watchClock: () => void
}
