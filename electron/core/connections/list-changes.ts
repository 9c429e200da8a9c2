import type { Connection } from '../../../shared/connections/connection.ts'
import type { Network } from '../../../shared/connections/network.ts'
import { raise } from '../../../shared/fault.ts'
import type { SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { VaultBackend } from '../ports.ts'
import type { ConnectionList } from './connection-list.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Change, Documents } from './documents.ts'
import { writeManifest } from './manifest.ts'

/** What changes the list in the vault: several writes each, and wherever they are cut nothing half remains. One at a time. */
export type ListChanges = {
  add(connection: Connection): Promise<ConnectionRecord>
  /** Gives it another name, and makes a change of its document with it: both or neither. Raises name_taken. */
  rename(record: ConnectionRecord, to: string, make: Change): Promise<Connection>
  remove(record: ConnectionRecord): Promise<void>
  /** What fails leaves everything as it was. */
  setNetwork(make: (before: Network | null) => Network | null): Promise<void>
}

export type ListChangesContext = {
  readonly vault: () => VaultBackend
  readonly list: ConnectionList
  readonly documents: Pick<Documents, 'save' | 'changed'>
  /** One after another for each document. */
  readonly keyed: SequencerByKey
}

export function createListChanges({ vault, list, documents, keyed }: ListChangesContext): ListChanges {
  /** Writes the list as it is now; where that fails, `undo` makes it what it was. */
  async function writeList(undo: () => void): Promise<void> {
    try {
      await writeManifest(vault(), list.manifest())
    } catch (thrown) {
      undo()
      throw thrown
    }
  }

  async function add(connection: Connection): Promise<ConnectionRecord> {
    const record = list.add(connection)
    try {
      await writeManifest(vault(), list.manifest(record))
      await documents.save(record, connection)
      await writeManifest(vault(), list.manifest())
      return record
    } catch (thrown) {
      // Whatever of it has come into the vault would be a secret that nobody finds again.
      list.abandon(record)
      await vault()
        .remove(record.id)
        .then(
          () => list.swept(record),
          () => undefined,
        )
      throw thrown
    }
  }

  /** The list tells first that the name may change, then the document changes with it: a crash leaves both as they were, or both new. */
  async function rename(record: ConnectionRecord, to: string, make: Change): Promise<Connection> {
    if (list.named(to) !== undefined) raise('name_taken', { name: to })
    const next = await keyed(record.id, async () => {
      const changed = { ...(await documents.changed(record, make)), name: to }
      record.newName = to
      await writeList(() => {
        record.newName = null
      })
      await documents.save(record, changed)
      list.setName(record, to)
      return changed
    })
    // It is done: what the list in the vault says of it already brings the next start to the new name.
    await writeList(() => undefined).catch(() => undefined)
    return next
  }

  async function remove(record: ConnectionRecord): Promise<void> {
    record.gone = true
    await writeList(() => {
      record.gone = false
    })
    await keyed(record.id, () => vault().remove(record.id))
    list.forget(record)
    await writeManifest(vault(), list.manifest())
  }

  return {
    add,
    rename,
    remove,
    async setNetwork(make) {
      const before = list.network
      list.network = make(before)
      await writeList(() => {
        list.network = before
      })
    },
  }
}
