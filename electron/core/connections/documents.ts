import { type Connection, writeDocument } from '../../../shared/connections/connection.ts'
import { type Fault, faultOf, raise } from '../../../shared/fault.ts'
import type { SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import { bootNoted } from '../renewal/clock-watch.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { createReading, type Reading, type ReadingContext } from './first-load.ts'

export type Change = (current: Connection) => Connection

/** The documents of the vault: each read once, changed in turn, written before it is shown. */
export type Documents = Reading & {
  /** Changes and saves; what `make` raises leaves everything as it was. */
  update(record: ConnectionRecord, make: Change): Promise<Connection>
  /**
   * Like update, but where saving fails the change stands in memory, marked unsaved, and the fault is returned. So it does
   * for one that is removed: what still comes for it belongs to whoever takes it back.
   */
  keep(record: ConnectionRecord, make: Change): Promise<Fault | null>
  /** Changes memory alone: for facts not worth a write. */
  note(record: ConnectionRecord, make: Change): void
  saveUnsaved(record: ConnectionRecord): Promise<void>
  /** What a change would make of it; for who has its turn. Raises what `make` raises, and no_such_connection. */
  changed(record: ConnectionRecord, make: Change): Promise<Connection>
  /** Writes without waiting for its turn, over whatever lies there: for who has it already, of one that nobody else changes. */
  save(record: ConnectionRecord, next: Connection): Promise<void>
  /** As `update`, for who has its turn already. */
  updateInTurn(record: ConnectionRecord, make: Change): Promise<Connection>
}

export type DocumentsContext = ReadingContext & { readonly inTurn: SequencerByKey }

/** Each try starts from the version that won the last conflict; with more than this something else is wrong. */
const MOST_TRIES = 8

export function createDocuments({ inTurn, ...context }: DocumentsContext): Documents {
  const { vault } = context
  const { load, reread, follow } = createReading(context)

  async function changed(record: ConnectionRecord, make: Change): Promise<Connection> {
    const current = record.connection ?? (await load(record))
    if (record.gone) raise('no_such_connection', { name: record.name })
    return make(current)
  }

  const notes = createNotes()

  async function save(record: ConnectionRecord, made: Connection, why?: 'wish'): Promise<void> {
    // What several share is told by each one's own clock.
    const next = vault().fleet === undefined ? bootNoted(made, context) : made
    await notes.during(record, () => vault().write(record.id, writeDocument(next), why))
    record.connection = notes.upon(record, next)
    record.unsaved = false
  }

  const saving = { save, follow }
  const wishing = { follow, save: (record: ConnectionRecord, next: Connection) => save(record, next, 'wish') }

  async function updateInTurn(record: ConnectionRecord, make: Change): Promise<Connection> {
    const again = () => changed(record, make)
    return saveOver(wishing, record, await again(), again)
  }

  const followInTurn: Reading['follow'] = (record, why) => inTurn(record.id, () => follow(record, why))

  return {
    load,
    // What is read of a shared one is what the next write holds over.
    reread: (record) => (vault().fleet === undefined ? reread(record) : followInTurn(record)),
    follow: followInTurn,
    changed,
    updateInTurn,
    update: (record, make) => inTurn(record.id, () => updateInTurn(record, make)),
    keep: (record, make) =>
      inTurn(record.id, async () => {
        if (record.gone) return keepAside(record, make)
        let next = await changed(record, make)
        const again = async () => {
          next = await changed(record, make)
          return next
        }
        try {
          await saveOver(saving, record, next, again)
          return null
        } catch (thrown) {
          record.connection = notes.upon(record, next)
          record.unsaved = true
          return faultOf(thrown)
        }
      }),
    note(record, make) {
      if (record.connection === null) return
      record.connection = make(record.connection)
      notes.take(record, make)
    },
    saveUnsaved: (record) =>
      inTurn(record.id, async () => {
        const { connection } = record
        if (!record.unsaved || connection === null || record.gone) return
        await saveOver(saving, record, connection, async () => record.connection ?? connection)
      }),
    save,
  }
}

/** Of one that is removed, or is just being, nothing is written any more. */
function keepAside(record: ConnectionRecord, make: Change): null {
  if (record.connection !== null) record.connection = make(record.connection)
  record.unsaved = true
  return null
}

/** What is noted while a write is under way: what that puts into memory was made before, and knows nothing of it. */
function createNotes() {
  const lists = new WeakMap<ConnectionRecord, { readonly changes: Change[]; isOpen: boolean }>()
  return {
    async during(record: ConnectionRecord, write: () => Promise<void>): Promise<void> {
      const list = { changes: [], isOpen: true }
      lists.set(record, list)
      await write().finally(() => {
        list.isOpen = false
      })
    },
    take(record: ConnectionRecord, make: Change): void {
      const list = lists.get(record)
      if (list?.isOpen) list.changes.push(make)
    },
    /** With what was noted during its last write. */
    upon: (record: ConnectionRecord, next: Connection): Connection =>
      lists.get(record)?.changes.reduce((now, make) => make(now), next) ?? next,
  }
}

/** Where another workstation was quicker, what is to be changed is changed in theirs. */
async function saveOver(
  { save, follow }: Pick<Documents, 'save' | 'follow'>,
  record: ConnectionRecord,
  first: Connection,
  again: () => Promise<Connection>,
): Promise<Connection> {
  let next = first
  for (let tries = 1; ; tries++) {
    try {
      await save(record, next)
      return next
    } catch (thrown) {
      if (faultOf(thrown).code !== 'document_changed' || tries === MOST_TRIES) throw thrown
      await follow(record)
      next = await again()
    }
  }
}
