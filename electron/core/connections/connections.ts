import type { Connection } from '../../../shared/connections/connection.ts'
import type { Network } from '../../../shared/connections/network.ts'
import { FaultError, fault, faultOf, raise } from '../../../shared/fault.ts'
import { createReadWriteLock } from '../concurrency/read-write-lock.ts'
import { createSequencerByKey, type SequencerByKey } from '../concurrency/sequencer-by-key.ts'
import { finishSteps, openSteps } from '../fleet/open-steps.ts'
import { listFirst, type Relisted } from '../fleet/relisting.ts'
import type { Ports, VaultBackend } from '../ports.ts'
import { createConnectionList } from './connection-list.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { finishCutSteps, isCut } from './cut-steps.ts'
import { createDocuments, type Documents } from './documents.ts'
import { createListChanges, type ListChanges, reloadList } from './list-changes.ts'
import {
  assertNeverFilled,
  assertNotGone,
  isVaultGone,
  MANIFEST_KEY,
  type ManifestEntry,
  type Remembered,
  readManifest,
  writeManifest,
} from './manifest.ts'

type Contents = ListChanges & Omit<Documents, 'save' | 'changed' | 'updateInTurn'>

/**
 * The connections of one vault: what is read is kept, what is changed is written before it is shown. Changes of one
 * connection wait their turn; those of different ones never wait for each other.
 */
export type Connections = Contents & {
  /** Reads the manifest and finishes steps that a crash cut off. Safe to call again after a fault. */
  open(): Promise<void>
  /** Takes in what others have added, removed and renamed in a vault that several workstations share, and tells of it. */
  relist(): Promise<void>
  /** Steps that other workstations had begun and not ended when the list was read last. */
  openSteps(): readonly ManifestEntry[]
  /** Brings those of them to their end that whoever began them will not end any more. */
  finishSteps(isCut: (step: ManifestEntry) => boolean): Promise<void>
  isOpen(): boolean
  all(): readonly ConnectionRecord[]
  /** Those not read from the vault so far. Asked at every wake, so it must cost nothing when all have been. */
  unread(): ReadonlySet<ConnectionRecord>
  /** Raises no_such_connection. */
  named(name: string): ConnectionRecord
  withId(id: string): ConnectionRecord | undefined
  /** The one of this name, if it is here and nobody has to wait for it: null while it is being added or removed. */
  ready(name: string): ConnectionRecord | null
  add(connection: Connection): Promise<ConnectionRecord>
  /** How calls of all connections travel, where that is set; known once the list has been read. */
  network(): Network | null
  /** Runs after all work of the same document, and not while the vault as a whole is moved. */
  readonly inTurn: SequencerByKey
  /** Runs while nothing is being written, and holds back all that would be. */
  lock<Value>(work: () => Promise<Value>): Promise<Value>
  /** From now on another vault, already filled with the same documents. */
  useVault(vault: VaultBackend): void
  vault(): VaultBackend
  /** Nothing is where the vault was that the index remembers; to open it would make another one there. */
  isVaultGone(): boolean
  /** Raises what the vault does, and vault_emptied {count, why: 'gone'}. */
  unlock(passphrase: string | undefined): Promise<void>
}

/** Told of what other workstations have done, whenever it is found out. */
type OfOthers = {
  readonly relisted: (what: Relisted) => void
  /** A newer set of this one is here. */
  readonly followed: (record: ConnectionRecord) => void
}

export function createConnections(
  first: VaultBackend,
  ports: Pick<Ports, 'clock' | 'machine' | 'random'>,
  /** Told of every first reading, whoever wanted it: a connection that only a caller has read must be planned too. */
  loaded: (record: ConnectionRecord) => void,
  remembered: () => Remembered,
  others: OfOthers,
): Connections {
  let vault = first
  let opened = false
  const list = createConnectionList(ports.random.fraction)
  const keyed = createSequencerByKey()
  const writing = createReadWriteLock()
  const inTurn: SequencerByKey = (key, work) => keyed(key, () => writing.inside(work))
  const { save, changed, updateInTurn, ...documents } = createDocuments({
    ...ports,
    vault: () => vault,
    inTurn,
    followed: others.followed,
    loaded(record) {
      list.unread.delete(record)
      loaded(record)
    },
  })
  const listing = { vault: () => vault, list, relisted: others.relisted }
  const changes = createListChanges({ ...listing, documents: { save, changed, updateInTurn }, keyed })

  async function open(): Promise<void> {
    if (opened) return
    assertNotGone(vault, remembered())
    const isNew = vault.why === 'file_new'
    const { connections: entries, network } = await readManifest(vault)
    if (entries.length === 0) await assertNeverFilled(vault, remembered(), isNew)
    const isAlone = vault.kind !== 'shared'
    const kept = isAlone ? await finishCutSteps(vault, entries) : entries
    if (isAlone && entries.some(isCut)) await writeManifest(vault, { connections: kept, network })
    listFirst(list, { connections: kept, network })
    opened = true
  }

  const addAll: Connections['addAll'] = (added) => inTurn(MANIFEST_KEY, () => changes.addAll(added))

  return {
    ...documents,
    open: () => inTurn(MANIFEST_KEY, () => open().catch(raiseOfWhole)),
    relist: () => inTurn(MANIFEST_KEY, () => reloadList(listing)),
    openSteps: () => openSteps(list),
    finishSteps: (isCut) => inTurn(MANIFEST_KEY, () => finishSteps(listing, isCut)),
    isOpen: () => opened,
    all: list.all,
    unread: () => list.unread,
    named: (name) => list.named(name) ?? raise('no_such_connection', { name }),
    withId: list.withId,
    ready(name) {
      const record = list.named(name)
      return opened && record !== undefined && record.connection !== null && !record.gone ? record : null
    },
    add: async (connection) => (await addAll([connection]))[0] as ConnectionRecord,
    addAll,
    rename: (record, to, make) => inTurn(MANIFEST_KEY, () => changes.rename(record, to, make)),
    remove: (record) => inTurn(MANIFEST_KEY, () => changes.remove(record)),
    network: () => list.network,
    setNetwork: (make) => inTurn(MANIFEST_KEY, () => changes.setNetwork(make)),
    inTurn,
    lock: (work) => writing.alone(work),
    useVault(next) {
      vault = next
    },
    vault: () => vault,
    isVaultGone: () => isVaultGone(vault, remembered()),
    async unlock(passphrase) {
      assertNotGone(vault, remembered())
      await vault.unlock(passphrase).catch(raiseOfWhole)
    },
  }
}

/** What is damaged here (the list, the key of an encrypted file) shuts all of the vault: to remove a connection would not help. */
function raiseOfWhole(thrown: unknown): never {
  const { code, params } = faultOf(thrown)
  if (code !== 'vault_damaged') throw thrown
  throw new FaultError(fault(code, { ...params, why: 'whole' }), { cause: thrown })
}
