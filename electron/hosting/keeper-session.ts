import type { Bridge, Notice } from '../../shared/api/contract/contract.ts'
import type { Cancel } from '../core/ports.ts'

/** How a session ended: its host left, a newer build took over, or the keeper's connection or lock was lost. */
export type SessionEnd = 'left' | 'handed-over' | 'lost'

/** One host's session with the keeper: this process keeps itself, or is the client of one that does. Its calls raise faults. */
export type KeeperSession = Bridge & {
  readonly kind: 'keeper' | 'client'
  /** The keeper's program by its human name, and its process id where known. */
  readonly keeper: { readonly host: string; readonly pid: number | null }
  /** The older keeper that handed over to this session: its human name, and its version with its commit. */
  readonly replaced: { readonly host: string; readonly version: string } | null
  /** The keeper is an older build than ours, so it may not know a call. */
  readonly isOlder: boolean
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Resolves when this session has ended. */
  readonly over: Promise<SessionEnd>
  /** Ends it gracefully: a keeper finishes its renewals and saves before this resolves. */
  leave(): Promise<void>
}
