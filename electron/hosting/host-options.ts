import type { Keeper } from '../core/keeper.ts'
import type { Log } from '../core/log/log.ts'
import type { Clock, HostFacts, Ownership, Random } from '../core/ports.ts'
import type { Build } from './build.ts'

/** A host's constant options, for its own keepers and for its connections to others. */
export type HostOptions = {
  readonly stateFolder: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly build: Build
  /** What people call this program: agent, command line, desktop, browser host. */
  readonly host: string
  /** Builds the keeper, once the lock is ours. Raises a fault when its vault or files cannot be had. */
  makeKeeper(given: { ownership: Ownership; host: HostFacts }): Promise<MadeKeeper>
  /** A long-running host renews from its start, and takes over when the keeper ends. */
  readonly lasting: boolean
  /** Named pipes instead of socket files, as Windows has it. */
  readonly pipes?: boolean
}

export type MadeKeeper = {
  readonly keeper: Keeper
  /** It has something to write into the journal, so it starts at once even for a short command. */
  readonly hasNews: boolean
}
