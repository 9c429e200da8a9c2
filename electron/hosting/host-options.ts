import type { Keeper } from '../core/keeper.ts'
import type { Log } from '../core/log/log.ts'
import type { Clock, HostFacts, Ownership, Random } from '../core/ports.ts'
import type { Build } from './build.ts'

/** What a host brings along, the same each time that it keeps, and for all its connections to other keepers. */
export type HostOptions = {
  readonly stateFolder: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly build: Build
  /** A person's word for this program: agent, command line, desktop, browser host. */
  readonly host: string
  /** Builds the keeper, once the lock is ours. Raises a fault when its vault or files cannot be had. */
  makeKeeper(given: { ownership: Ownership; host: HostFacts }): Promise<MadeKeeper>
  /** A host that lasts keeps fresh at once, and takes over when the keeper ends. */
  readonly lasting: boolean
  /** Named pipes instead of socket files, as Windows has it. */
  readonly pipes?: boolean
}

export type MadeKeeper = {
  readonly keeper: Keeper
  /** It has found something that belongs into the journal, however short it will keep. */
  readonly hasNews: boolean
}
