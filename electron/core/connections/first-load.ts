import { type Connection, generationOf, readDocument, writeDocument } from '../../../shared/connections/connection.ts'
import { mergeObservations, mergeTokenSet } from '../../../shared/connections/merge-token-set.ts'
import { faultOf, raise } from '../../../shared/fault.ts'
import type { Clock, Machine, VaultBackend } from '../ports.ts'
import { atHomeInTime, byOurClock, sinceSetBack } from '../renewal/clock-watch.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { markMovedMachine } from './moved-machine.ts'

export type Reading = ReturnType<typeof createReading>

export type ReadingContext = {
  readonly clock: Clock
  readonly machine: Machine
  readonly vault: () => VaultBackend
  /** Told of every first reading, whoever wanted it. */
  readonly loaded: (record: ConnectionRecord) => void
  /** Told of each newer set of another workstation, once. */
  readonly followed: (record: ConnectionRecord) => void
}

export function createReading({ clock, machine, vault, loaded, followed }: ReadingContext) {
  async function read(record: ConnectionRecord, why?: 'heard'): Promise<Connection> {
    const from = vault()
    const text = await from.read(record.id, why)
    // The vault was moved while we read: the document is in the new one.
    if (text === null && from !== vault()) return read(record)
    if (text === null) raise('document_missing', { name: record.name })
    const reading = readDocument(text)
    if (!reading.ok) raise(reading.fault.code, { ...reading.fault.params, name: record.name })
    const connection = { ...reading.connection, name: record.name }
    if (from.fleet === undefined) {
      const now = sinceSetBack(connection, { clock, machine })
      return markMovedMachine(atHomeInTime(now, clock.now()), machine)
    }
    return byOurClock(stillAsked(connection), clock.now(), record.clockOffset, record.connection !== null)
  }

  /** One reading for all who wait for it: over what a second one had read, the first one's content would be written. */
  const loading = new WeakMap<ConnectionRecord, Promise<Connection>>()

  async function load(record: ConnectionRecord): Promise<Connection> {
    if (record.connection !== null) return record.connection
    const reading = loading.get(record) ?? firstReading(record).finally(() => loading.delete(record))
    loading.set(record, reading)
    return reading
  }

  async function firstReading(record: ConnectionRecord): Promise<Connection> {
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

  /** The vault's word, not ours: for deciding after a refusal. Keeps whatever is newer. */
  async function reread(record: ConnectionRecord): Promise<Connection> {
    const stored = await read(record)
    const ours = record.connection
    const newer = ours === null || generationOf(stored) > generationOf(ours)
    if (newer && !record.unsaved) record.connection = stored
    return record.connection ?? stored
  }

  /**
   * Takes over what another workstation has written; for who has its turn. A set that is here and not there yet stays,
   * unless theirs is a newer one, or another of the same generation, which came first: what they have edited stays beside it.
   */
  async function follow(record: ConnectionRecord, why?: 'heard'): Promise<Connection> {
    if (record.connection === null) return load(record)
    const stored = await read(record, why)
    const ours = record.connection
    const ahead = generationOf(stored) - generationOf(ours)
    const isSame = ahead === 0 && isSameSet(stored, ours)
    if (ahead < 0 && !record.unsaved) return ours
    const theirs = isSame ? mergeObservations(stored, ours) : stored
    const next = record.unsaved && (ahead < 0 || isSame) ? mergeTokenSet(theirs, ours) : theirs
    record.unsaved = record.unsaved && writeDocument(next) !== writeDocument(stored)
    record.connection = next
    if (ahead > 0) followed(record)
    return next
  }

  return { load, reread, follow }
}

/**
 * Another has given up whoever asked, and has written that down with an edit. It is for each workstation to say by itself, from the
 * mark: whoever asked may be back, and goes on. A no of the server ends the asking.
 */
function stillAsked(connection: Connection): Connection {
  const { asked, refused } = connection
  const isOpen = refused?.fault.code === 'refresh_reply_lost' && asked?.generation === refused.generation
  return isOpen ? { ...connection, refused: null } : connection
}

function isSameSet({ tokens }: Connection, { tokens: others }: Connection): boolean {
  const texts = (of: typeof tokens) => [of?.accessToken?.reveal() ?? null, of?.refreshToken?.reveal() ?? null]
  return texts(tokens).join(' ') === texts(others).join(' ')
}
