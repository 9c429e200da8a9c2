import { type Connection, readDocument, writeDocument } from '../../../shared/connections/connection.ts'
import type { Network } from '../../../shared/connections/network.ts'
import { FAULT_KIND, type Fault, fault, faultOf, raise } from '../../../shared/fault.ts'
import { createStandstill } from '../concurrency/read-write-lock.ts'
import { type InTurn, turns } from '../concurrency/sequencer-by-key.ts'
import type { Machine, Ports, VaultBackend } from '../ports.ts'
import { atHomeInTime } from '../renewal/clock-watch.ts'
import { type Held, newHeld } from './connection-record.ts'
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
  all(): readonly Held[]
  /** Those not read from the vault so far. Asked at every wake, so it must cost nothing when all have been. */
  unread(): ReadonlySet<Held>
  /** Raises no_such_connection. */
  named(name: string): Held
  /** The one of this name, if it is here and nobody has to wait for it: null while it is being added or removed. */
  ready(name: string): Held | null
  load(held: Held): Promise<Connection>
  /** The vault's word, not ours: for deciding after a refusal. Keeps whatever is newer. */
  reread(held: Held): Promise<Connection>
  /** Changes and saves; what `change` raises leaves everything as it was. */
  update(held: Held, change: (current: Connection) => Connection): Promise<Connection>
  /** Like update, but where saving fails the change stands in memory, marked unsaved, and the fault is returned. */
  keep(held: Held, change: (current: Connection) => Connection): Promise<Fault | null>
  /** Changes memory alone: for facts not worth a write. */
  note(held: Held, change: (current: Connection) => Connection): void
  saveUnsaved(held: Held): Promise<void>
  add(connection: Connection): Promise<Held>
  rename(held: Held, to: string): Promise<void>
  remove(held: Held): Promise<void>
  /** How calls of all connections travel, where that is set; known once the list has been read. */
  network(): Network | null
  /** Changes and saves it; what fails leaves everything as it was. */
  setNetwork(make: (before: Network | null) => Network | null): Promise<void>
  /** Runs while nothing is being written, and holds back all that would be. */
  standstill<Value>(work: () => Promise<Value>): Promise<Value>
  /** From now on another vault, already filled with the same documents. */
  useVault(vault: VaultBackend): void
  vault(): VaultBackend
}

export function createConnections(
  first: VaultBackend,
  ports: Pick<Ports, 'clock' | 'machine' | 'random'>,
  /** Told of every first reading, whoever wanted it: a connection that only a caller has read must be planned too. */
  loaded: (held: Held) => void,
  /** How many the index remembers. */
  remembered: () => number = () => 0,
): Connections {
  const { clock, machine, random } = ports
  let vault = first
  let opened = false
  const helds = new Map<string, Held>()
  /** Every call of a program begins with a name: to go through all of them each time would be work for thousands. */
  const byName = new Map<string, Held>()
  const unread = new Set<Held>()
  const keyed = turns()
  const writing = createStandstill()
  const inTurn: InTurn = (key, work) => keyed(key, () => writing.inside(work))

  /** Adding these failed and could not be undone: they stay listed for the next start to sweep up. */
  const abandoned = new Map<string, Omit<ManifestEntry, 'step'>>()

  let network: Network | null = null

  function manifest(adding: Held | null = null): Manifest {
    const step = (held: Held): ManifestEntry['step'] => (held === adding ? 'adding' : held.gone ? 'removing' : 'kept')
    const listed = [
      ...[...helds.values()].map((held) => ({ id: held.id, name: held.name, system: held.system, step: step(held) })),
      ...[...abandoned.values()].map((entry) => ({ ...entry, step: 'removing' as const })),
    ]
    return { connections: listed, network }
  }

  function remember(held: Held): void {
    helds.set(held.id, held)
    byName.set(held.name, held)
  }

  function forget(held: Held): void {
    helds.delete(held.id)
    unread.delete(held)
    if (byName.get(held.name) === held) byName.delete(held.name)
  }

  function callIt(held: Held, name: string): void {
    if (byName.get(held.name) === held) byName.delete(held.name)
    held.name = name
    byName.set(name, held)
  }

  /** Whatever of it has come into the vault would be a secret that nobody finds again. */
  async function undoAdding(held: Held): Promise<void> {
    const { id, name, system } = held
    forget(held)
    abandoned.set(id, { id, name, system })
    await vault.remove(id).then(
      () => abandoned.delete(id),
      () => undefined,
    )
  }

  async function readOne(held: Held): Promise<Connection> {
    const from = vault
    const text = await from.read(held.id)
    // The vault was moved while we read: the document is in the new one.
    if (text === null && from !== vault) return readOne(held)
    if (text === null) raise('document_missing', { name: held.name })
    const reading = readDocument(text)
    if (!reading.ok) raise(reading.fault.code, { ...reading.fault.params, name: held.name })
    return recognised(atHomeInTime(completed({ ...reading.connection, name: held.name }), clock.now()), machine)
  }

  async function change(held: Held, make: (current: Connection) => Connection): Promise<Connection> {
    const current = held.connection ?? (await connections.load(held))
    if (held.gone) raise('no_such_connection', { name: held.name })
    return make(current)
  }

  async function save(held: Held, next: Connection): Promise<void> {
    await vault.write(held.id, writeDocument(next))
    held.connection = next
    held.unsaved = false
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
          const held = newHeld(entry, random.fraction())
          remember(held)
          unread.add(held)
        }
        opened = true
      })
    },
    isOpen: () => opened,
    all: () => [...helds.values()],
    unread: () => unread,
    named: (name) => byName.get(name) ?? raise('no_such_connection', { name }),
    ready(name) {
      const held = byName.get(name)
      return opened && held !== undefined && held.connection !== null && !held.gone ? held : null
    },
    async load(held) {
      if (held.connection !== null) return held.connection
      try {
        const connection = await readOne(held)
        held.loadFault = null
        if (held.connection !== null) return held.connection
        held.connection = connection
        unread.delete(held)
        loaded(held)
        return connection
      } catch (thrown) {
        held.loadFault = faultOf(thrown)
        throw thrown
      }
    },
    async reread(held) {
      const stored = await readOne(held)
      const ours = held.connection
      const newer = ours === null || (stored.tokens?.generation ?? 0) > (ours.tokens?.generation ?? 0)
      if (newer && !held.unsaved) held.connection = stored
      return held.connection ?? stored
    },
    update: (held, make) =>
      inTurn(held.id, async () => {
        const next = await change(held, make)
        await save(held, next)
        return next
      }),
    keep: (held, make) =>
      inTurn(held.id, async () => {
        const next = await change(held, make)
        try {
          await save(held, next)
          return null
        } catch (thrown) {
          held.connection = next
          held.unsaved = true
          return faultOf(thrown)
        }
      }),
    note(held, make) {
      if (held.connection !== null) held.connection = make(held.connection)
    },
    saveUnsaved: (held) =>
      inTurn(held.id, async () => {
        if (held.unsaved && held.connection !== null && !held.gone) await save(held, held.connection)
      }),
    add: (connection) =>
      inTurn(MANIFEST_KEY, async () => {
        const held = newHeld(connection, random.fraction())
        remember(held)
        try {
          await writeManifest(vault, manifest(held))
          await save(held, connection)
          await writeManifest(vault, manifest())
        } catch (thrown) {
          await undoAdding(held)
          throw thrown
        }
        return held
      }),
    rename: (held, to) =>
      inTurn(MANIFEST_KEY, async () => {
        const before = held.name
        callIt(held, to)
        try {
          await writeManifest(vault, manifest())
        } catch (thrown) {
          callIt(held, before)
          throw thrown
        }
        await keyed(held.id, async () => save(held, { ...(await connections.load(held)), name: to }))
      }),
    remove: (held) =>
      inTurn(MANIFEST_KEY, async () => {
        held.gone = true
        try {
          await writeManifest(vault, manifest())
        } catch (thrown) {
          held.gone = false
          throw thrown
        }
        await keyed(held.id, () => vault.remove(held.id))
        forget(held)
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
    standstill: (work) => writing.alone(work),
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
