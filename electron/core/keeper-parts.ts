import type { Notice, VaultStatus } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { Limiter } from './concurrency/limiter.ts'
import type { ConnectionRecord } from './connections/connection-record.ts'
import type { Connections } from './connections/connections.ts'
import type { JournalWriter } from './journal/journal-writer.ts'
import type { CorePorts } from './requests/sending.ts'
import type { Site } from './site/site.ts'

/** What the parts of a keeper are made with, said once for all of them. Each picks what it needs. */
export type KeeperParts = CorePorts & {
  readonly connections: Connections
  readonly journalWriter: JournalWriter
  readonly limiter: Limiter
  readonly site: Site
  /** Reads the list of the vault if that has not been possible so far. Raises the vault's fault. */
  readonly open: () => Promise<void>
  /** Raises memory_needs_keeper: a single command would forget what it is given at once. */
  readonly assertKept: () => void
  /** Raises no_such_connection, and why the vault is shut. */
  readonly find: (name: string) => Promise<ConnectionRecord>
  /** As `find`, with its document read. */
  readonly read: (name: string) => Promise<ConnectionRecord>
  /** After a change: decides anew, tells, and gives what is there now. */
  readonly viewAfter: (record: ConnectionRecord) => ConnectionView
  /** Tells everybody that it has changed. */
  readonly changed: (record: ConnectionRecord) => void
  /** Decides anew what is to be done about it, and when. */
  readonly replan: (record: ConnectionRecord) => void
  readonly replanAll: () => void
  /** Background renewal is switched on in the settings. */
  readonly mayRenew: () => boolean
  /** The vault was replaced: its list is read, and everything planned anew. */
  readonly moved: () => Promise<void>
  readonly tell: (notice: Notice) => void
  /** Why the vault cannot be read now; null where it can. */
  readonly vaultFault: () => Fault | null
  readonly vaultStatus: () => Promise<VaultStatus>
  /** The same, told to everybody as well. */
  readonly tellVault: () => Promise<VaultStatus>
}
