import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import type { VaultBackend } from '../../ports.ts'

/**
 * What this workstation remembers of each shared document, in its own vault: valid tokens are served from it while the
 * store is away, and by it an older state of the store is known for what it is.
 */
export type LocalCopy = z.infer<typeof copySchema>

const copySchema = z.object({
  version: z.literal(1),
  /** Counts the writes of the document. */
  number: z.int().nonnegative(),
  /** It has been in the store like this. */
  published: z.boolean(),
  value: z.string(),
})

const keyOf = (key: string): string => `shared-${key}`

/** A copy that cannot be read is none: the store has the document. */
export async function readCopy(local: VaultBackend, key: string): Promise<LocalCopy | null> {
  const text = await local.read(keyOf(key))
  return text === null ? null : (copySchema.safeParse(jsonIn(text)).data ?? null)
}

export function writeCopy(local: VaultBackend, key: string, copy: Omit<LocalCopy, 'version'>): Promise<void> {
  return local.write(keyOf(key), JSON.stringify({ version: 1, ...copy }))
}

export function removeCopy(local: VaultBackend, key: string): Promise<void> {
  return local.remove(keyOf(key))
}

/** Made once: each would be compiled anew, with every document that is heard of. */
const generationSchema = z.looseObject({ tokens: z.looseObject({ generation: z.number() }).nullish() })

/** Of a document with tokens its set counts first, whatever else was written of it. */
export function generationIn(value: string): number {
  return generationSchema.safeParse(jsonIn(value)).data?.tokens?.generation ?? 0
}
