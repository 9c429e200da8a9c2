import { type Connection, writeDocument } from '../../../shared/connections/connection.ts'
import { type Fault, faultOf, raise } from '../../../shared/fault.ts'
import type { SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { createReading, type Reading, type ReadingContext } from './first-load.ts'

export type Change = (current: Connection) => Connection

/** The documents of the vault: each read once, changed in turn, written before it is shown. */
export type Documents = Reading & {
  /** Changes and saves; what `make` raises leaves everything as it was. */
  update(record: ConnectionRecord, make: Change): Promise<Connection>
  /** Like update, but where saving fails the change stands in memory, marked unsaved, and the fault is returned. */
  keep(record: ConnectionRecord, make: Change): Promise<Fault | null>
  /** Changes memory alone: for facts not worth a write. */
  note(record: ConnectionRecord, make: Change): void
  saveUnsaved(record: ConnectionRecord): Promise<void>
  /** What a change would make of it; for who has its turn, as `save`. Raises what `make` raises, and no_such_connection. */
  changed(record: ConnectionRecord, make: Change): Promise<Connection>
  /** Writes without waiting for its turn: for who has it already. */
  save(record: ConnectionRecord, next: Connection): Promise<void>
}

export type DocumentsContext = ReadingContext & { readonly inTurn: SequencerByKey }

export function createDocuments({ clock, machine, vault, inTurn, loaded }: DocumentsContext): Documents {
  const { load, reread } = createReading({ clock, machine, vault, loaded })

  async function changed(record: ConnectionRecord, make: Change): Promise<Connection> {
    const current = record.connection ?? (await load(record))
    if (record.gone) raise('no_such_connection', { name: record.name })
    return make(current)
  }

  async function save(record: ConnectionRecord, next: Connection): Promise<void> {
    await vault().write(record.id, writeDocument(next))
    record.connection = next
    record.unsaved = false
  }

  return {
    load,
    reread,
    changed,
    update: (record, make) =>
      inTurn(record.id, async () => {
        const next = await changed(record, make)
        await save(record, next)
        return next
      }),
    keep: (record, make) =>
      inTurn(record.id, async () => {
        const next = await changed(record, make)
        try {
          await save(record, next)
          return null
        } catch (thrown) {
          record.connection = next
          record.unsaved = true
          return faultOf(thrown)
        }
      }),
    note(record, make) {
      if (record.connection !== null) record.connection = make(record.connection)
    },
    saveUnsaved: (record) =>
      inTurn(record.id, async () => {
        if (record.unsaved && record.connection !== null && !record.gone) await save(record, record.connection)
      }),
    save,
  }
}
