import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { createSequencerByKey } from '../../concurrency/sequencer-by-key.ts'
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

type Copy = Omit<LocalCopy, 'version'>

export type LocalCopies = {
  read(key: string): Promise<LocalCopy | null>
  /**
   * Makes of the copy what `make` says, null to remove it; gives what was there. Nobody comes between: while one waits for the
   * store, a newer copy is taken, and must outlive what that one does when it goes on.
   */
  change(key: string, make: (now: LocalCopy | null) => Copy | null): Promise<LocalCopy | null>
}

export function createLocalCopies(local: VaultBackend): LocalCopies {
  const inTurn = createSequencerByKey()
  return {
    read: (key) => readCopy(local, key),
    change: (key, make) =>
      inTurn(key, async () => {
        const now = await readCopy(local, key)
        const next = make(now)
        if (next === null) await local.remove(keyOf(key))
        else if (!isSameCopy(now, next)) await local.write(keyOf(key), JSON.stringify({ version: 1, ...next }))
        return now
      }),
  }
}

export function isSameCopy(one: Copy | null, other: Copy | null): boolean {
  if (one === null || other === null) return one === other
  return one.number === other.number && one.published === other.published && one.value === other.value
}

/** Made once: each would be compiled anew, with every document that is heard of. */
const generationSchema = z.looseObject({ tokens: z.looseObject({ generation: z.number() }).nullish() })

/** Of a document with tokens its set counts first, whatever else was written of it. */
export function generationIn(value: string): number {
  return generationSchema.safeParse(jsonIn(value)).data?.tokens?.generation ?? 0
}
