import type { Connection } from '../../../shared/connections/connection.ts'
import type { Network } from '../../../shared/connections/network.ts'
import { faultOf, raise } from '../../../shared/fault.ts'
import type { SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import { type Relisted, relistBy } from '../fleet/relisting.ts'
import type { VaultBackend } from '../ports.ts'
import type { ConnectionList } from './connection-list.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Change, Documents } from './documents.ts'
import { readManifest, writeManifest } from './manifest.ts'

/** Changes of the vault's list, one at a time: several writes each, which the next start completes or undoes after a crash. */
export type ListChanges = ReturnType<typeof createListChanges>

export type ListChangesContext = {
  readonly vault: () => VaultBackend
  readonly list: ConnectionList
  readonly documents: Pick<Documents, 'save' | 'changed' | 'updateInTurn'>
  /** One after another for each document. */
  readonly keyed: SequencerByKey
  /** What another workstation has done to the list. */
  readonly relisted: (what: Relisted) => void
}

/** Each try starts from the version that won the last conflict; with more than this something else is wrong. */
const MOST_TRIES = 8

export type Listing = Pick<ListChangesContext, 'vault' | 'list' | 'relisted'>

/** Reads the list again, and tells what other workstations have changed. */
export async function reloadList({ vault, list, relisted }: Listing): Promise<void> {
  relisted(relistBy(list, await readManifest(vault())))
}

/**
 * Writes the list as `make` leaves it; where another workstation was quicker, `make` runs anew over theirs. What it raises,
 * and what writing raises, undoes it.
 */
export async function writeList(
  listing: Listing,
  make: () => void = () => undefined,
  undo: () => void = () => undefined,
): Promise<void> {
  try {
    for (let tries = 1; ; tries++) {
      make()
      const failure = await writeManifest(listing.vault(), listing.list.manifest()).then(() => null, faultOf)
      if (failure === null) return
      if (failure.code !== 'document_changed' || tries === MOST_TRIES) raise(failure.code, failure.params)
      await reloadList(listing)
    }
  } catch (thrown) {
    undo()
    throw thrown
  }
}

export function createListChanges(context: ListChangesContext) {
  const { vault, list, documents, keyed } = context

  /** The new name is announced in the list before the document is written: after a crash both are old, or both new. */
  async function rename(record: ConnectionRecord, to: string, make: Change): Promise<Connection> {
    const announce = () => {
      assertFree(list, to, record)
      if (record.gone) raise('no_such_connection', { name: record.name })
      record.newName = to
    }
    const next = await keyed(record.id, async () => {
      assertFree(list, to, record)
      // Raises before anything is written.
      await documents.changed(record, make)
      await writeList(context, announce, () => {
        record.newName = null
      })
      const changed = await documents.updateInTurn(record, (current) => ({ ...make(current), name: to }))
      list.setName(record, to)
      return changed
    })
    // The rename is done: where this write fails, the next start completes it from the announced name.
    await writeList(context, () => !record.gone && list.setName(record, to)).catch(() => undefined)
    return next
  }

  async function remove(record: ConnectionRecord): Promise<void> {
    await writeList(
      context,
      () => {
        record.gone = true
      },
      () => {
        record.gone = false
      },
    )
    await keyed(record.id, () => vault().remove(record.id))
    list.forget(record)
    await writeList(context)
  }

  return {
    /**
     * Two writes of the list, however many they are. Raises what stopped it: those that were saved before are there, unless
     * the list itself could not be written in the end.
     */
    addAll: (connections: readonly Connection[]): Promise<readonly ConnectionRecord[]> => addAll(context, connections),
    rename,
    remove,
    /** Changes and saves how calls of all connections travel; what fails leaves everything as it was. */
    async setNetwork(make: (before: Network | null) => Network | null): Promise<void> {
      const before = list.network
      const change = () => {
        list.network = make(list.network)
      }
      await writeList(context, change, () => {
        list.network = before
      })
    },
  }
}

/** Raises name_taken. */
function assertFree(list: ConnectionList, name: string, except: ConnectionRecord): void {
  const other = list.named(name)
  if (other !== undefined && other !== except) raise('name_taken', { name })
}

async function addAll(
  context: ListChangesContext,
  connections: readonly Connection[],
): Promise<readonly ConnectionRecord[]> {
  const { list, documents } = context
  const records = connections.map((connection) => list.add(connection))
  const markPending = (step: 'adding' | 'kept') => () => {
    for (const record of records) {
      assertFree(list, record.name, record)
      list.pending.set(record, step)
    }
  }
  let saved = 0
  try {
    await writeList(context, markPending('adding'))
    for (const [at, connection] of connections.entries()) {
      await documents.save(records[at] as ConnectionRecord, connection)
      saved = at + 1
    }
    await writeList(context, markPending('kept'))
    for (const record of records) list.pending.delete(record)
    return records
  } catch (thrown) {
    const savedOnlySome = saved < records.length
    await giveUp(context, savedOnlySome ? records.slice(saved) : records)
    for (const record of records) list.pending.delete(record)
    // The next start counts them as added, from the list. Other workstations have no such start.
    if ((savedOnlySome && saved > 0) || context.vault().fleet !== undefined)
      await writeList(context).catch(() => undefined)
    throw thrown
  }
}

/** Removes what was written of them, or it would lie there as orphaned secrets. */
async function giveUp({ vault, list }: ListChangesContext, records: readonly ConnectionRecord[]): Promise<void> {
  for (const record of records) list.abandon(record)
  for (const record of records) {
    try {
      await vault().remove(record.id)
    } catch {
      // The others would fail as well, and callers wait: the next start removes them.
      return
    }
    list.cleanedUp(record)
  }
}
