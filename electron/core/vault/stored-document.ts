import type { z } from 'zod'
import { upgradeContent, type Versions } from '../../../shared/connections/version-steps.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { raise } from '../../../shared/fault.ts'
import type { VaultBackend } from '../ports.ts'

/** What lies in the vault under a key of our own; null where nothing does. Raises vault_newer {version, reads}, vault_damaged {key}. */
export async function storedDocument<Shape>(
  vault: Pick<VaultBackend, 'read'>,
  key: string,
  schema: z.ZodType<Shape>,
  versions: Versions,
): Promise<Shape | null> {
  const text = await vault.read(key)
  if (text === null) return null
  const stepped = upgradeContent(jsonIn(text), versions)
  if (!stepped.ok && stepped.version !== null)
    raise('vault_newer', { version: stepped.version, reads: versions.current })
  return schema.safeParse(stepped.ok ? stepped.content : null).data ?? raise('vault_damaged', { key })
}
