import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import type { Lanes } from './lanes.ts'
import type { Ports } from './ports.ts'

/** What a renewal works with. */
export type RenewalContext = {
  readonly ports: Pick<Ports, 'clock' | 'http' | 'random' | 'ownership' | 'machine' | 'oauth'>
  readonly connections: Connections
  readonly diary: Diary
  readonly lanes: Lanes
  /** The keeper is leaving: what has been sent is waited for, nothing more is sent. */
  readonly leaving: () => boolean
  /** Brings what is known to the clock's present reading, before anything new is counted by it. */
  readonly watchClock: () => void
}
