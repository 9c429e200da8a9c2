import type { Bridge, Notice } from '../../shared/api/contract/contract.ts'
import type { Cancel } from '../core/ports.ts'

/** How a session ended: its host left; a newer version asked for it; the keeper at the other end, or the lock, was lost. */
export type SessionEnd = 'left' | 'handed-over' | 'lost'

/** One host's session with the keeper: this process keeps itself, or is the client of one that does. Its calls raise faults. */
export type KeeperSession = Bridge & {
  readonly kind: 'keeper' | 'client'
  /** The program that keeps: a person's word for it, and its process id where it is known. */
  readonly keeper: { readonly host: string; readonly pid: number | null }
  /** The older keeper that handed over for this session: a person's word for it, and its version with its commit. */
  readonly replaced: { readonly host: string; readonly version: string } | null
  /** The keeper is of an older build than ours: what it does not understand, a keeper of ours would. */
  readonly isOlder: boolean
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Resolves when this session can be used no more. */
  readonly over: Promise<SessionEnd>
  /** Ends it in good order: a keeper finishes its renewals and saves before this resolves. */
  leave(): Promise<void>
}
