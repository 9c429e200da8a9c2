import type { Connection } from '../../../shared/connections/connection.ts'
import type { Network } from '../../../shared/connections/network.ts'
import { raise } from '../../../shared/fault.ts'
import { createReadWriteLock } from '../concurrency/read-write-lock.ts'
import { createSequencerByKey, type SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { Ports, VaultBackend } from '../ports.ts'
import { createConnectionList } from './connection-list.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { finishCutSteps, isCut } from './cut-steps.ts'
import { type Change, createDocuments, type Documents } from './documents.ts'
import { createListChanges } from './list-changes.ts'
import { assertNeverFilled, MANIFEST_KEY, readManifest, writeManifest } from './manifest.ts'

/**
 * The connections of one vault: what is read is kept, what is changed is written before it is shown. Changes of one
 * connection wait their turn; those of different ones never wait for each other.
 */
export type Connections = Omit<Documents, 'save' | 'changed'> & {
  /** Reads the manifest and finishes steps that a crash cut off. Safe to call again after a fault. */
  open(): Promise<void>
  isOpen(): boolean
  all(): readonly ConnectionRecord[]
  /** Those not read from the vault so far. Asked at every wake, so it must cost nothing when all have been. */
  unread(): ReadonlySet<ConnectionRecord>
  /** Raises no_such_connection. */
  named(name: string): ConnectionRecord
  /** The one of this name, if it is here and nobody has to wait for it: null while it is being added or removed. */
  ready(name: string): ConnectionRecord | null
  add(connection: Connection): Promise<ConnectionRecord>
  /** Gives it another name, and makes a change of its document with it: both or neither. Raises name_taken. */
  rename(record: ConnectionRecord, to: string, make: Change): Promise<Connection>
  remove(record: ConnectionRecord): Promise<void>
  /** How calls of all connections travel, where that is set; known once the list has been read. */
  network(): Network | null
  /** Changes and saves it; what fails leaves everything as it was. */
  setNetwork(make: (before: Network | null) => Network | null): Promise<void>
  /** Runs while nothing is being written, and holds back all that would be. */
  lock<Value>(work: () => Promise<Value>): Promise<Value>
  /** From now on another vault, already filled with the same documents. */
  useVault(vault: VaultBackend): void
  vault(): VaultBackend
}

export function createConnections(
  first: VaultBackend,
  ports: Pick<Ports, 'clock' | 'machine' | 'random'>,
  /** Told of every first reading, whoever wanted it: a connection that only a caller has read must be planned too. */
  loaded: (record: ConnectionRecord) => void,
  /** How many the index remembers. */
  remembered: () => number = () => 0,
): Connections {
  let vault = first
  let opened = false
  const list = createConnectionList(ports.random.fraction)
  const keyed = createSequencerByKey()
  const writing = createReadWriteLock()
  const inTurn: SequencerByKey = (key, work) => keyed(key, () => writing.inside(work))
  const { save, changed, ...documents } = createDocuments({
    ...ports,
    vault: () => vault,
    inTurn,
    loaded(record) {
      list.unread.delete(record)
      loaded(record)
    },
  })
  const changes = createListChanges({ vault: () => vault, list, documents: { save, changed }, keyed })

  async function open(): Promise<void> {
    if (opened) return
    const { connections: entries, network } = await readManifest(vault)
    if (entries.length === 0) await assertNeverFilled(vault, remembered())
    const kept = await finishCutSteps(vault, entries)
    if (entries.some(isCut)) await writeManifest(vault, { connections: kept, network })
    list.network = network
    for (const entry of kept) list.unread.add(list.add(entry))
    opened = true
  }

  return {
    ...documents,
    open: () => inTurn(MANIFEST_KEY, open),
    isOpen: () => opened,
    all: list.all,
    unread: () => list.unread,
    named: (name) => list.named(name) ?? raise('no_such_connection', { name }),
    ready(name) {
      const record = list.named(name)
      return opened && record !== undefined && record.connection !== null && !record.gone ? record : null
    },
    add: (connection) => inTurn(MANIFEST_KEY, () => changes.add(connection)),
    rename: (record, to, make) => inTurn(MANIFEST_KEY, () => changes.rename(record, to, make)),
    remove: (record) => inTurn(MANIFEST_KEY, () => changes.remove(record)),
    network: () => list.network,
    setNetwork: (make) => inTurn(MANIFEST_KEY, () => changes.setNetwork(make)),
    lock: (work) => writing.alone(work),
    useVault(next) {
      vault = next
    },
    vault: () => vault,
  }
}
