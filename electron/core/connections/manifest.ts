import { z } from 'zod'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { type Network, networkSchema, writeNetwork } from '../../../shared/connections/network.ts'
import type { Versions } from '../../../shared/connections/version-steps.ts'
import { raise } from '../../../shared/fault.ts'
import type { VaultBackend } from '../ports.ts'
import { storedDocument } from '../vault/stored-document.ts'

/**
 * The vault's own list of what is in it, since keychains cannot be listed reliably. `adding`, `removing` and `newName` mark
 * a step that a crash may have cut: the next start finishes it.
 */
const entrySchema = z.object({
  id: z.string(),
  name: z.string().regex(NAME_PATTERN),
  system: z.string(),
  step: z.enum(['kept', 'adding', 'removing']),
  /** Its name from the moment on at which its document has it; a build that does not know this goes on with the old one. */
  newName: z.string().regex(NAME_PATTERN).optional(),
})

const MANIFEST_VERSION = 2
/** Version 1 had no network beside the list. */
const VERSIONS: Versions = { current: MANIFEST_VERSION, fromPrevious: (before) => ({ ...before, network: null }) }

const manifestSchema = z.object({
  version: z.literal(MANIFEST_VERSION),
  connections: z.array(entrySchema),
  /** How calls of all connections travel, where that is set. */
  network: networkSchema.nullable(),
})

export type Manifest = { readonly connections: readonly ManifestEntry[]; readonly network: Network | null }

export type ManifestEntry = z.infer<typeof entrySchema>

export const MANIFEST_KEY = 'manifest'

/** Empty when there is none yet; of another version, vault_newer {version, reads}. A manifest that cannot be understood is a damaged vault, never an empty one. */
export async function readManifest(vault: Pick<VaultBackend, 'read'>): Promise<Manifest> {
  const stored = await storedDocument(vault, MANIFEST_KEY, manifestSchema, VERSIONS)
  return stored ?? { connections: [], network: null }
}

export async function writeManifest(vault: VaultBackend, { connections, network }: Manifest): Promise<void> {
  const whole = { version: MANIFEST_VERSION, connections, network: writeNetwork(network) }
  await vault.write(MANIFEST_KEY, JSON.stringify(whole))
}

/** What the index says: how many connections were kept, and in which vault; null where that was not written down. */
export type Remembered = { readonly count: number; readonly vault: VaultBackend['kind'] | null }

/** A file that is still to be made, where connections were kept in one: its folder was removed, or its drive is not there. */
export function isVaultGone({ why }: VaultBackend, { count, vault }: Remembered): boolean {
  return why === 'file_new' && vault === 'file' && count > 0
}

/** To be asked before a vault is opened, which makes a new one where there is none. Raises vault_emptied {count, why: 'gone'}. */
export function assertNotGone(vault: VaultBackend, remembered: Remembered): void {
  if (isVaultGone(vault, remembered)) raise('vault_emptied', { count: remembered.count, why: 'gone' })
}

/**
 * A vault without a list, where connections were kept before, is another one, or has lost it: to show an empty list would
 * look as if nothing had been there, and the next one would leave out what still lies there. A file in which the index
 * remembers nothing was made after it; of an index that does not say where they were, `isNew` tells. Raises vault_emptied
 * {count, why}.
 */
export async function assertNeverFilled(vault: VaultBackend, remembered: Remembered, isNew: boolean): Promise<void> {
  const { count, vault: keptIn } = remembered
  const isOther = keptIn === null ? isNew : keptIn !== 'file'
  if (count === 0 || (vault.kind === 'file' ? isOther : vault.kind !== 'keychain')) return
  if ((await vault.read(MANIFEST_KEY)) !== null) return
  raise('vault_emptied', { count, ...(vault.kind === 'file' ? { why: 'file' } : {}) })
}
