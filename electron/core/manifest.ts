import { z } from 'zod'
import { NAME_PATTERN } from '../../shared/domain/connection.ts'
import { foreignVersion, type VersionSteps } from '../../shared/domain/version-steps.ts'
import { raise } from '../../shared/fault.ts'
import type { VaultBackend } from './ports.ts'

/**
 * The vault's own list of what is in it, since keychains cannot be listed reliably. `adding` and `removing` mark a
 * step that a crash may have cut: the next start finishes it.
 */
const entrySchema = z.object({
  id: z.string(),
  name: z.string().regex(NAME_PATTERN),
  system: z.string(),
  step: z.enum(['kept', 'adding', 'removing']),
})

/** Version 1 is the first. */
const MANIFEST_STEPS: VersionSteps = []
const MANIFEST_VERSION = 1

const manifestSchema = z.object({ version: z.literal(MANIFEST_VERSION), connections: z.array(entrySchema) })

export type ManifestEntry = z.infer<typeof entrySchema>

export const MANIFEST_KEY = 'manifest'

/** Empty when there is none yet; of another version, vault_newer {version, reads}. A manifest that cannot be understood is a damaged vault, never an empty one. */
export async function readManifest(vault: VaultBackend): Promise<ManifestEntry[]> {
  const text = await vault.read(MANIFEST_KEY)
  if (text === null) return []
  const content = jsonIn(text)
  const version = foreignVersion(content, MANIFEST_STEPS)
  if (version !== null) raise('vault_newer', { version, reads: MANIFEST_VERSION })
  const reading = manifestSchema.safeParse(content)
  if (!reading.success) raise('vault_damaged', { key: MANIFEST_KEY })
  return reading.data.connections
}

export async function writeManifest(vault: VaultBackend, connections: readonly ManifestEntry[]): Promise<void> {
  await vault.write(MANIFEST_KEY, JSON.stringify({ version: MANIFEST_VERSION, connections }))
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
