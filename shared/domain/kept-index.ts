import { z } from 'zod'
import { preferencesSchema } from './preferences.ts'
import { STATES } from './view.ts'

/**
 * index.json: what the list needs while the vault is shut, and preferences. Worthless to a thief, and never believed
 * where it matters: no decision about a token is made from it.
 */
const indexedSchema = z.object({
  id: z.string(),
  name: z.string(),
  system: z.string(),
  state: z.enum(STATES),
  expiresAt: z.string().nullable(),
  refreshAt: z.string().nullable(),
})

const indexSchema = z.object({
  version: z.literal(1),
  connections: z.array(indexedSchema),
  preferences: preferencesSchema,
})

export type Indexed = z.infer<typeof indexedSchema>
export type KeptIndex = z.infer<typeof indexSchema>

/** Null for anything that is no index of this version. */
export function readIndex(content: unknown): KeptIndex | null {
  const reading = indexSchema.safeParse(content)
  return reading.success ? reading.data : null
}
