import { z } from 'zod'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { type Network, networkSchema, writtenNetwork } from '../../../shared/connections/network.ts'
import { foreignVersion, stepUp, type Versions } from '../../../shared/connections/version-steps.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { raise } from '../../../shared/fault.ts'
import type { VaultBackend } from '../ports.ts'

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
const VERSIONS: Versions = { today: MANIFEST_VERSION, fromBefore: (before) => ({ ...before, network: null }) }

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
  const text = await vault.read(MANIFEST_KEY)
  if (text === null) return { connections: [], network: null }
  const content = jsonIn(text)
  const version = foreignVersion(content, VERSIONS)
  if (version !== null) raise('vault_newer', { version, reads: MANIFEST_VERSION })
  const stepped = stepUp(content, VERSIONS)
  const reading = manifestSchema.safeParse(stepped.ok ? stepped.content : null)
  if (!reading.success) raise('vault_damaged', { key: MANIFEST_KEY })
  return reading.data
}

export async function writeManifest(vault: VaultBackend, { connections, network }: Manifest): Promise<void> {
  const whole = { version: MANIFEST_VERSION, connections, network: writtenNetwork(network) }
  await vault.write(MANIFEST_KEY, JSON.stringify(whole))
}

/**
 * A keychain without a list, where connections were kept before, is another one, or was emptied: to show an empty list
 * would look as if nothing had been there. Raises vault_emptied {count}.
 */
export async function assertNeverFilled(vault: VaultBackend, count: number): Promise<void> {
  if (count > 0 && vault.kind === 'keychain' && (await vault.read(MANIFEST_KEY)) === null) {
    raise('vault_emptied', { count })
  }
}
