import type { Network } from '../../../shared/connections/network.ts'
import { type ConnectionRecord, newConnectionRecord } from './connection-record.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'

/** What the manifest lists, in memory, by id and by name. */
export type ConnectionList = {
  all(): readonly ConnectionRecord[]
  named(name: string): ConnectionRecord | undefined
  withId(id: string): ConnectionRecord | undefined
  /** Those not read from the vault so far. */
  readonly unread: Set<ConnectionRecord>
  /** How calls of all connections travel, where that is set. */
  network: Network | null
  /** Takes it in as one that is there. */
  add(entry: { id: string; name: string; system: string }): ConnectionRecord
  /** The rename is complete. */
  setName(record: ConnectionRecord, name: string): void
  forget(record: ConnectionRecord): void
  /** Adding it failed, and parts may lie in the vault: it stays listed for the next start, until `cleanedUp`. */
  abandon(record: ConnectionRecord): void
  cleanedUp(record: Pick<ConnectionRecord, 'id'>): void
  isAbandoned(id: string): boolean
  /** Those that the list in the vault does not have as kept yet, and as what it is to have them. */
  readonly pending: Map<ConnectionRecord, 'adding' | 'kept'>
  /** Steps of other workstations that were under way, or cut, when the list was read last. */
  others: readonly ManifestEntry[]
  /** Whether a step of it is this workstation's own. */
  isOwn(id: string): boolean
  /** As it is to be written. */
  manifest(): Manifest
}

/** `jitter` is drawn in [0, 1) for each new record. */
export function createConnectionList(jitter: () => number): ConnectionList {
  const records = new Map<string, ConnectionRecord>()
  /** Every call of a program begins with a name: to go through all of them each time would be work for thousands. */
  const byName = new Map<string, ConnectionRecord>()
  const abandoned = new Map<string, Omit<ManifestEntry, 'step'>>()

  const list: ConnectionList = {
    all: () => [...records.values()],
    named: (name) => byName.get(name),
    withId: (id) => records.get(id),
    unread: new Set(),
    network: null,
    pending: new Map(),
    others: [],
    isAbandoned: (id) => abandoned.has(id),
    isOwn: (id) => records.has(id) || abandoned.has(id),
    add(entry) {
      const record = newConnectionRecord(entry, jitter())
      records.set(record.id, record)
      byName.set(record.name, record)
      return record
    },
    setName(record, name) {
      if (byName.get(record.name) === record) byName.delete(record.name)
      record.name = name
      record.newName = null
      if (record.connection !== null) record.connection = { ...record.connection, name }
      byName.set(name, record)
    },
    forget(record) {
      records.delete(record.id)
      list.unread.delete(record)
      list.pending.delete(record)
      if (byName.get(record.name) === record) byName.delete(record.name)
    },
    abandon(record) {
      list.forget(record)
      abandoned.set(record.id, { id: record.id, name: record.name, system: record.system })
    },
    cleanedUp(record) {
      abandoned.delete(record.id)
    },
    manifest() {
      const listed = list.all().map((record) => ({
        id: record.id,
        name: record.name,
        system: record.system,
        ...(record.newName === null ? {} : { newName: record.newName }),
        step: record.gone ? ('removing' as const) : (list.pending.get(record) ?? ('kept' as const)),
      }))
      const sweeping = [...abandoned.values()].map((entry) => ({ ...entry, step: 'removing' as const }))
      return { connections: [...listed, ...sweeping, ...list.others], network: list.network }
    },
  }
  return list
}
