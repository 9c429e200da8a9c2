import { boundAtFirstLoad } from '../../../shared/connections/binding.ts'
import { type Connection, readDocument } from '../../../shared/connections/connection.ts'
import { faultOf, raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { endedByRule } from '../../../shared/tokens/token.ts'
import type { Clock, Machine, VaultBackend } from '../ports.ts'
import { atHomeInTime } from '../renewal/clock-watch.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { markMovedMachine } from './moved-machine.ts'

/** What a document lacks that an earlier build wrote, and that only its system knows; others stay as they are. */
export function completed(connection: Connection): Connection {
  const system = systemNamed(connection.system)
  if (system === null) return connection
  const { bound, tokens } = connection
  return {
    ...connection,
    // Of before there were bindings: bound to where it leads now (shared/connections/binding.ts).
    bound: bound ?? boundAtFirstLoad(system, connection),
    // Of before its system had a rule for tokens whose life nobody told.
    tokens: tokens && endedByRule(tokens, system.untoldLifeMs ?? null),
  }
}

export type Reading = {
  load(record: ConnectionRecord): Promise<Connection>
  /** The vault's word, not ours: for deciding after a refusal. Keeps whatever is newer. */
  reread(record: ConnectionRecord): Promise<Connection>
}

export type ReadingContext = {
  readonly clock: Clock
  readonly machine: Machine
  readonly vault: () => VaultBackend
  /** Told of every first reading, whoever wanted it. */
  readonly loaded: (record: ConnectionRecord) => void
}

export function createReading({ clock, machine, vault, loaded }: ReadingContext): Reading {
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

  async function load(record: ConnectionRecord): Promise<Connection> {
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
  }

  async function reread(record: ConnectionRecord): Promise<Connection> {
    const stored = await read(record)
    const ours = record.connection
    const newer = ours === null || (stored.tokens?.generation ?? 0) > (ours.tokens?.generation ?? 0)
    if (newer && !record.unsaved) record.connection = stored
    return record.connection ?? stored
  }

  return { load, reread }
}
