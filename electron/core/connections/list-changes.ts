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

/** What changes the list in the vault: several writes each, and wherever they are cut nothing half remains. One at a time. */
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

/** Each try begins with what the one before has lost to; with more than this something else is wrong. */
const MOST_TRIES = 8

export type Listing = Pick<ListChangesContext, 'vault' | 'list' | 'relisted'>

/** Makes the list what the vault says, and tells what others have done to it. */
export async function relistNow({ vault, list, relisted }: Listing): Promise<void> {
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
      await relistNow(listing)
    }
  } catch (thrown) {
    undo()
    throw thrown
  }
}

export function createListChanges(context: ListChangesContext) {
  const { vault, list, documents, keyed } = context

  /** The list tells first that the name may change, then the document changes with it: a crash leaves both as they were, or both new. */
  async function rename(record: ConnectionRecord, to: string, make: Change): Promise<Connection> {
    const announced = () => {
      assertFree(list, to, record)
      if (record.gone) raise('no_such_connection', { name: record.name })
      record.newName = to
    }
    const next = await keyed(record.id, async () => {
      assertFree(list, to, record)
      // What this raises is raised before anything is written.
      await documents.changed(record, make)
      await writeList(context, announced, () => {
        record.newName = null
      })
      const changed = await documents.updateInTurn(record, (current) => ({ ...make(current), name: to }))
      list.setName(record, to)
      return changed
    })
    // It is done: what the list in the vault says of it already brings the next start to the new name.
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
    addAll: (connections: readonly Connection[]): Promise<readonly ConnectionRecord[]> =>
      addedAll(context, connections),
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

async function addedAll(
  context: ListChangesContext,
  connections: readonly Connection[],
): Promise<readonly ConnectionRecord[]> {
  const { list, documents } = context
  const records = connections.map((connection) => list.add(connection))
  const stand = (step: 'adding' | 'kept') => () => {
    for (const record of records) {
      assertFree(list, record.name, record)
      list.pending.set(record, step)
    }
  }
  let saved = 0
  try {
    await writeList(context, stand('adding'))
    for (const [at, connection] of connections.entries()) {
      await documents.save(records[at] as ConnectionRecord, connection)
      saved = at + 1
    }
    await writeList(context, stand('kept'))
    for (const record of records) list.pending.delete(record)
    return records
  } catch (thrown) {
    const isCut = saved < records.length
    await giveUp(context, isCut ? records.slice(saved) : records)
    for (const record of records) list.pending.delete(record)
    // The next start takes them for added as well, by what the list says of them. Others have no such start.
    if ((isCut && saved > 0) || context.vault().fleet !== undefined) await writeList(context).catch(() => undefined)
    throw thrown
  }
}

/** Whatever of them has come into the vault would be a secret that nobody finds again. */
async function giveUp({ vault, list }: ListChangesContext, records: readonly ConnectionRecord[]): Promise<void> {
  for (const record of records) list.abandon(record)
  for (const record of records) {
    try {
      await vault().remove(record.id)
    } catch {
      // It would be the same with each of the others, and everybody waits: the next start removes them.
      return
    }
    list.swept(record)
  }
}
