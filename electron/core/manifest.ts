import { z } from 'zod'
import { NAME_PATTERN } from '../../shared/domain/connection.ts'
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

const manifestSchema = z.object({ version: z.literal(1), connections: z.array(entrySchema) })

export type ManifestEntry = z.infer<typeof entrySchema>

export const MANIFEST_KEY = 'manifest'

/** Empty when there is none yet. A manifest that cannot be understood is a damaged vault, never an empty one. */
export async function readManifest(vault: VaultBackend): Promise<ManifestEntry[]> {
  const text = await vault.read(MANIFEST_KEY)
  if (text === null) return []
  const reading = manifestSchema.safeParse(jsonIn(text))
  if (!reading.success) raise('vault_damaged', { key: MANIFEST_KEY })
  return reading.data.connections
}

export async function writeManifest(vault: VaultBackend, connections: readonly ManifestEntry[]): Promise<void> {
  await vault.write(MANIFEST_KEY, JSON.stringify({ version: 1, connections }))
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
