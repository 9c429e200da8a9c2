import type { Network } from '../../../shared/connections/network.ts'
import { type ConnectionRecord, newConnectionRecord } from './connection-record.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'

/** What the manifest lists, in memory, by id and by name. */
export type ConnectionList = {
  all(): readonly ConnectionRecord[]
  named(name: string): ConnectionRecord | undefined
  /** Those not read from the vault so far. */
  readonly unread: Set<ConnectionRecord>
  /** How calls of all connections travel, where that is set. */
  network: Network | null
  /** Takes it in as one that is there. */
  add(entry: { id: string; name: string; system: string }): ConnectionRecord
  /** It has this name now, and will have no other. */
  setName(record: ConnectionRecord, name: string): void
  forget(record: ConnectionRecord): void
  /** Adding it failed, and it may lie in the vault in part: it stays listed for the next start to sweep up, until `swept`. */
  abandon(record: ConnectionRecord): void
  swept(record: ConnectionRecord): void
  /** As it is to be written; `adding` is not whole in the vault yet. */
  manifest(adding?: ConnectionRecord | null): Manifest
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
    unread: new Set(),
    network: null,
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
      byName.set(name, record)
    },
    forget(record) {
      records.delete(record.id)
      list.unread.delete(record)
      if (byName.get(record.name) === record) byName.delete(record.name)
    },
    abandon(record) {
      list.forget(record)
      abandoned.set(record.id, { id: record.id, name: record.name, system: record.system })
    },
    swept(record) {
      abandoned.delete(record.id)
    },
    manifest(adding = null) {
      const listed = list.all().map((record) => ({
        id: record.id,
        name: record.name,
        system: record.system,
        ...(record.newName === null ? {} : { newName: record.newName }),
        step: record === adding ? ('adding' as const) : record.gone ? ('removing' as const) : ('kept' as const),
      }))
      const sweeping = [...abandoned.values()].map((entry) => ({ ...entry, step: 'removing' as const }))
      return { connections: [...listed, ...sweeping], network: list.network }
    },
  }
  return list
}
