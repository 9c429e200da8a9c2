import { z } from 'zod'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import type { VaultBackend } from '../../ports.ts'
import type { OwnAttempts } from '../fleet.ts'
import { MAX_AFTER } from '../marks/asked-mark.ts'

/** Whoever ends between noting and writing has the mark before still, and an older state of the store may bring back one before that. */
const KEPT = MAX_AFTER

const attemptsSchema = z.object({ version: z.literal(1), attempts: z.array(z.string()) })

const keyOf = (id: string): string => `shared-attempt-${id}`

export function ownAttempts(local: VaultBackend): OwnAttempts {
  const read = async (id: string): Promise<readonly string[]> =>
    attemptsSchema.safeParse(jsonIn((await local.read(keyOf(id))) ?? '')).data?.attempts ?? []

  return {
    async note(id, attempt) {
      const attempts = [attempt, ...(await read(id))].slice(0, KEPT)
      await local.write(keyOf(id), JSON.stringify({ version: 1, attempts }))
    },
    async hasAll(id, attempts) {
      const own = await read(id)
      return attempts.every((attempt) => own.includes(attempt))
    },
    forget: (id) => local.remove(keyOf(id)),
  }
}
