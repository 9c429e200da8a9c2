import { type Connection, readDocument, writeDocument } from '../../../shared/connections/connection.ts'
import type { Network } from '../../../shared/connections/network.ts'
import { FAULT_KIND, type Fault, fault, faultOf, raise } from '../../../shared/fault.ts'
import { createReadWriteLock } from '../concurrency/read-write-lock.ts'
import { createSequencerByKey, type SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import type { Machine, Ports, VaultBackend } from '../ports.ts'
import { atHomeInTime } from '../renewal/clock-watch.ts'
import { type ConnectionRecord, newHeld } from './connection-record.ts'
import { finishCutSteps } from './cut-steps.ts'
import { completed } from './first-load.ts'
import {
  assertNeverFilled,
  MANIFEST_KEY,
  type Manifest,
  type ManifestEntry,
  readManifest,
  writeManifest,
} from './manifest.ts'

/**
 * The connections of one vault: what is read is kept, what is changed is written before it is shown. Changes of one
 * connection wait their turn; those of different ones never wait for each other.
 */
export type Connections = {
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
  load(record: ConnectionRecord): Promise<Connection>
  /** The vault's word, not ours: for deciding after a refusal. Keeps whatever is newer. */
  reread(record: ConnectionRecord): Promise<Connection>
  /** Changes and saves; what `change` raises leaves everything as it was. */
  update(record: ConnectionRecord, change: (current: Connection) => Connection): Promise<Connection>
  /** Like update, but where saving fails the change stands in memory, marked unsaved, and the fault is returned. */
  keep(record: ConnectionRecord, change: (current: Connection) => Connection): Promise<Fault | null>
  /** Changes memory alone: for facts not worth a write. */
  note(record: ConnectionRecord, change: (current: Connection) => Connection): void
  saveUnsaved(record: ConnectionRecord): Promise<void>
  add(connection: Connection): Promise<ConnectionRecord>
  rename(record: ConnectionRecord, to: string): Promise<void>
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
  const { clock, machine, random } = ports
  let vault = first
  let opened = false
  const records = new Map<string, ConnectionRecord>()
  /** Every call of a program begins with a name: to go through all of them each time would be work for thousands. */
  const byName = new Map<string, ConnectionRecord>()
  const unread = new Set<ConnectionRecord>()
  const keyed = createSequencerByKey()
  const writing = createReadWriteLock()
  const inTurn: SequencerByKey = (key, work) => keyed(key, () => writing.inside(work))

  /** Adding these failed and could not be undone: they stay listed for the next start to sweep up. */
  const abandoned = new Map<string, Omit<ManifestEntry, 'step'>>()

  let network: Network | null = null

  function manifest(adding: ConnectionRecord | null = null): Manifest {
    const step = (record: ConnectionRecord): ManifestEntry['step'] =>
      record === adding ? 'adding' : record.gone ? 'removing' : 'kept'
    const listed = [
      ...[...records.values()].map((record) => ({
        id: record.id,
        name: record.name,
        system: record.system,
        step: step(record),
      })),
      ...[...abandoned.values()].map((entry) => ({ ...entry, step: 'removing' as const })),
    ]
    return { connections: listed, network }
  }

  function remember(record: ConnectionRecord): void {
    records.set(record.id, record)
    byName.set(record.name, record)
  }

  function forget(record: ConnectionRecord): void {
    records.delete(record.id)
    unread.delete(record)
    if (byName.get(record.name) === record) byName.delete(record.name)
  }

  function setName(record: ConnectionRecord, name: string): void {
    if (byName.get(record.name) === record) byName.delete(record.name)
    record.name = name
    byName.set(name, record)
  }

  /** Whatever of it has come into the vault would be a secret that nobody finds again. */
  async function undoAdding(record: ConnectionRecord): Promise<void> {
    const { id, name, system } = record
    forget(record)
    abandoned.set(id, { id, name, system })
    await vault.remove(id).then(
      () => abandoned.delete(id),
      () => undefined,
    )
  }

  async function readOne(record: ConnectionRecord): Promise<Connection> {
    const from = vault
    const text = await from.read(record.id)
    // The vault was moved while we read: the document is in the new one.
    if (text === null && from !== vault) return readOne(record)
    if (text === null) raise('document_missing', { name: record.name })
    const reading = readDocument(text)
    if (!reading.ok) raise(reading.fault.code, { ...reading.fault.params, name: record.name })
    return recognised(atHomeInTime(completed({ ...reading.connection, name: record.name }), clock.now()), machine)
  }

  async function change(record: ConnectionRecord, make: (current: Connection) => Connection): Promise<Connection> {
    const current = record.connection ?? (await connections.load(record))
    if (record.gone) raise('no_such_connection', { name: record.name })
    return make(current)
  }

  async function save(record: ConnectionRecord, next: Connection): Promise<void> {
    await vault.write(record.id, writeDocument(next))
    record.connection = next
    record.unsaved = false
  }

  const connections: Connections = {
    async open() {
      await inTurn(MANIFEST_KEY, async () => {
        if (opened) return
        const { connections: entries, network: common } = await readManifest(vault)
        if (entries.length === 0) await assertNeverFilled(vault, remembered())
        const kept = await finishCutSteps(vault, entries)
        if (entries.some((entry) => entry.step !== 'kept'))
          await writeManifest(vault, { connections: kept, network: common })
        network = common
        for (const entry of kept) {
          const record = newHeld(entry, random.fraction())
          remember(record)
          unread.add(record)
        }
        opened = true
      })
    },
    isOpen: () => opened,
    all: () => [...records.values()],
    unread: () => unread,
    named: (name) => byName.get(name) ?? raise('no_such_connection', { name }),
    ready(name) {
      const record = byName.get(name)
      return opened && record !== undefined && record.connection !== null && !record.gone ? record : null
    },
    async load(record) {
      if (record.connection !== null) return record.connection
      try {
        const connection = await readOne(record)
        record.loadFault = null
        if (record.connection !== null) return record.connection
        record.connection = connection
        unread.delete(record)
        loaded(record)
        return connection
      } catch (thrown) {
        record.loadFault = faultOf(thrown)
        throw thrown
      }
    },
    async reread(record) {
      const stored = await readOne(record)
      const ours = record.connection
      const newer = ours === null || (stored.tokens?.generation ?? 0) > (ours.tokens?.generation ?? 0)
      if (newer && !record.unsaved) record.connection = stored
      return record.connection ?? stored
    },
    update: (record, make) =>
      inTurn(record.id, async () => {
        const next = await change(record, make)
        await save(record, next)
        return next
      }),
    keep: (record, make) =>
      inTurn(record.id, async () => {
        const next = await change(record, make)
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
    add: (connection) =>
      inTurn(MANIFEST_KEY, async () => {
        const record = newHeld(connection, random.fraction())
        remember(record)
        try {
          await writeManifest(vault, manifest(record))
          await save(record, connection)
          await writeManifest(vault, manifest())
        } catch (thrown) {
          await undoAdding(record)
          throw thrown
        }
        return record
      }),
    rename: (record, to) =>
      inTurn(MANIFEST_KEY, async () => {
        const before = record.name
        setName(record, to)
        try {
          await writeManifest(vault, manifest())
        } catch (thrown) {
          setName(record, before)
          throw thrown
        }
        await keyed(record.id, async () => save(record, { ...(await connections.load(record)), name: to }))
      }),
    remove: (record) =>
      inTurn(MANIFEST_KEY, async () => {
        record.gone = true
        try {
          await writeManifest(vault, manifest())
        } catch (thrown) {
          record.gone = false
          throw thrown
        }
        await keyed(record.id, () => vault.remove(record.id))
        forget(record)
        await writeManifest(vault, manifest())
      }),
    network: () => network,
    setNetwork: (make) =>
      inTurn(MANIFEST_KEY, async () => {
        const before = network
        network = make(before)
        try {
          await writeManifest(vault, manifest())
        } catch (thrown) {
          network = before
          throw thrown
        }
      }),
    lock: (work) => writing.alone(work),
    useVault(next) {
      vault = next
    },
    vault: () => vault,
  }
  return connections
}

/**
 * A document saved on another machine (a roaming profile, a copied folder) is not renewed from here: both would
 * spend the same refresh token. The mark is ours alone and vanishes where the document is at home.
 */
function recognised(connection: Connection, machine: Machine): Connection {
  const marked = connection.refused?.fault.code === 'moved_machine'
  if (connection.machine === machine.id) return marked ? { ...connection, refused: null } : connection
  const generation = connection.tokens?.generation ?? 0
  return {
    ...connection,
    refused: { generation, at: connection.createdAt, fault: fault('moved_machine', { name: connection.name }) },
  }
}

/** The person says that it belongs here from now on: it is renewed here, and nowhere else. */
export function atHome(connection: Connection, machine: Machine): Connection {
  return recognised({ ...connection, machine: machine.id }, machine)
}

/** True for troubles of the whole vault, after which reading the next document would only fail again. */
export function isVaultShut(trouble: Fault): boolean {
  return FAULT_KIND[trouble.code] === 'vault' && trouble.code !== 'vault_damaged'
}
