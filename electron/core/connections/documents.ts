import { type Connection, readDocument, writeDocument } from '../../../shared/connections/connection.ts'
import { type Fault, faultOf, raise } from '../../../shared/fault.ts'
import type { SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { Clock, Machine, VaultBackend } from '../ports.ts'
import { atHomeInTime } from '../renewal/clock-watch.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { completed } from './first-load.ts'
import { markMovedMachine } from './moved-machine.ts'

/** The documents of the vault: each read once, changed in turn, written before it is shown. */
export type Documents = {
  load(record: ConnectionRecord): Promise<Connection>
  /** The vault's word, not ours: for deciding after a refusal. Keeps whatever is newer. */
  reread(record: ConnectionRecord): Promise<Connection>
  /** Changes and saves; what `make` raises leaves everything as it was. */
  update(record: ConnectionRecord, make: (current: Connection) => Connection): Promise<Connection>
  /** Like update, but where saving fails the change stands in memory, marked unsaved, and the fault is returned. */
  keep(record: ConnectionRecord, make: (current: Connection) => Connection): Promise<Fault | null>
  /** Changes memory alone: for facts not worth a write. */
  note(record: ConnectionRecord, make: (current: Connection) => Connection): void
  saveUnsaved(record: ConnectionRecord): Promise<void>
  /** Writes without waiting for its turn: for who has it already. */
  save(record: ConnectionRecord, next: Connection): Promise<void>
}

export type DocumentsContext = {
  readonly clock: Clock
  readonly machine: Machine
  readonly vault: () => VaultBackend
  readonly inTurn: SequencerByKey
  /** Told of every first reading, whoever wanted it. */
  readonly loaded: (record: ConnectionRecord) => void
}

export function createDocuments({ clock, machine, vault, inTurn, loaded }: DocumentsContext): Documents {
  async function read(record: ConnectionRecord): Promise<Connection> {
    const from = vault()
    const text = await from.read(record.id)
    // The vault was moved while we read: the document is in the new one.
    if (text === null && from !== vault()) return read(record)
    if (text === null) raise('document_missing', { name: record.name })
    const reading = readDocument(text)
    if (!reading.ok) raise(reading.fault.code, { ...reading.fault.params, name: record.name })
    return markMovedMachine(atHomeInTime(completed({ ...reading.connection, name: record.name }), clock.now()), machine)
  }

  async function change(record: ConnectionRecord, make: (current: Connection) => Connection): Promise<Connection> {
    const current = record.connection ?? (await documents.load(record))
    if (record.gone) raise('no_such_connection', { name: record.name })
    return make(current)
  }

  const documents: Documents = {
    async load(record) {
      if (record.connection !== null) return record.connection
      try {
        const connection = await read(record)
        record.loadFault = null
        if (record.connection !== null) return record.connection
        record.connection = connection
        loaded(record)
        return connection
      } catch (thrown) {
        record.loadFault = faultOf(thrown)
        throw thrown
      }
    },
    async reread(record) {
      const stored = await read(record)
      const ours = record.connection
      const newer = ours === null || (stored.tokens?.generation ?? 0) > (ours.tokens?.generation ?? 0)
      if (newer && !record.unsaved) record.connection = stored
      return record.connection ?? stored
    },
    update: (record, make) =>
      inTurn(record.id, async () => {
        const next = await change(record, make)
        await documents.save(record, next)
        return next
      }),
    keep: (record, make) =>
      inTurn(record.id, async () => {
        const next = await change(record, make)
        try {
          await documents.save(record, next)
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
        if (record.unsaved && record.connection !== null && !record.gone)
          await documents.save(record, record.connection)
      }),
    async save(record, next) {
      await vault().write(record.id, writeDocument(next))
      record.connection = next
      record.unsaved = false
    },
  }
  return documents
}
