import type { Fleet } from '../../../electron/core/fleet/fleet.ts'
import type { SharedStore } from '../../../electron/core/fleet/shared-store.ts'
import { type StoreAge, storeAge } from '../../../electron/core/fleet/store/store-age.ts'
import { watchedStore } from '../../../electron/core/fleet/store/watched-store.ts'
import { documentVault } from '../../../electron/core/fleet/vault/document-vault.ts'
import { generationIn } from '../../../electron/core/fleet/vault/local-copies.ts'
import { ownAttempts } from '../../../electron/core/fleet/vault/own-attempts.ts'
import { saidOnce } from '../../../electron/core/fleet/vault/said-once.ts'
import type { Envelope } from '../../../electron/core/fleet/vault/seals.ts'
import type { Clock, VaultBackend } from '../../../electron/core/ports.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { type Fault, FaultError, fault } from '../../../shared/fault.ts'
import { sha256 } from '../memory-ports.ts'

/** Of this machine: what is kept on its own disk, its clock, and its way to the store. */
export type SharedVaultParts = {
  readonly me: string
  readonly connect: (age: StoreAge) => SharedStore
  readonly local: VaultBackend
  readonly clock: Clock
  readonly told?: (trouble: Fault) => void
}

const DOCUMENTS = 'documents/'

/** The vault that several workstations share, without its seals, so that a test can read what lies there. */
export function sharedVault({ me, connect, local, clock, told = () => undefined }: SharedVaultParts): VaultBackend {
  const age = storeAge({ clock, local })
  const store = watchedStore(connect(age), clock)
  const seals = {
    placeOf: async (key: string) => DOCUMENTS + key,
    keyAt: (place: string) => place.slice(DOCUMENTS.length),
    sealDocument: async (document: Envelope) => JSON.stringify(document),
    openDocument: async ({ value }: { readonly value: string }) => jsonIn(value) as Envelope,
  }
  const list = { fleet: '', number: 1, members: [], signers: [], dismissed: [], began: '', key: null, earlier: [] }
  const members = { refresh: async () => list }
  const troubles = saidOnce(clock, told)
  const { documents, line: heard } = documentVault({
    store,
    local,
    clock,
    seals,
    members,
    digest: sha256,
    told: troubles.say,
    reached: () => undefined,
    begun: age.save,
  })
  const fleet: Fleet = {
    store,
    age,
    me,
    attempts: ownAttempts(local),
    placeOf: (id) => `renewals/${id}/`,
    letters: { seal: async (_key, text) => `sealed ${text}`, open: async (_key, text) => unsealed(text) },
    subscribe: heard.subscribe,
    troubled: troubles.subscribe,
    reached: store.onTroubleChange,
  }
  return {
    kind: 'shared',
    fleet,
    read: documents.read,
    write: documents.write,
    remove: documents.remove,
    condition: () => local.condition(),
    unlock: () => local.unlock(),
    close: async () => heard.stop(),
  }
}

function unsealed(text: string): string {
  if (!text.startsWith('sealed ')) throw new FaultError(fault('store_damaged'))
  return text.slice('sealed '.length)
}

/** Of a document as it lies in the store or on a disk. */
export function storedGeneration(text: string | undefined): number {
  return generationIn((jsonIn(text ?? '') as { readonly value?: string } | null)?.value ?? '')
}
