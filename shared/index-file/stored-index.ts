import { z } from 'zod'
import { vaultStatusSchema } from '../api/contract/vault.ts'
import { STATES } from '../connections/states.ts'
import { type Content, foreignVersion, upgradeContent, type Versions } from '../connections/version-steps.ts'
import { preferencesSchema } from '../preferences/preferences.ts'
import { momentSchema } from '../time/moment-schema.ts'

export const INDEX_VERSION = 2

const VERSIONS: Versions = { current: INDEX_VERSION, fromPrevious: fromVersion1 }

/**
 * index.json: what the list needs while the vault is closed, and preferences. Worthless to a thief, and never relied on: no
 * decision about a token is made from it.
 */
export const rememberedSchema = z.object({
  id: z.string(),
  name: z.string(),
  system: z.string(),
  state: z.enum(STATES),
  expiresAt: z.string().nullable(),
  refreshAt: z.string().nullable(),
  /** Null where it was not written down. */
  renewable: z.boolean().nullable(),
})

const indexSchema = z.object({
  version: z.literal(INDEX_VERSION),
  /** When it was last true, UTC ms; null where that was not written down. */
  at: momentSchema.nullable(),
  /** In which vault these connections were; null where that was not written down. */
  vault: vaultStatusSchema.shape.kind.nullable().default(null),
  connections: z.array(rememberedSchema),
  preferences: preferencesSchema,
})

export type IndexedConnection = z.infer<typeof rememberedSchema>
export type StoredIndex = z.infer<typeof indexSchema>

/** Null for anything that is not an index of this version or the one before. */
export function readIndex(content: unknown): StoredIndex | null {
  const stepped = upgradeContent(content, VERSIONS)
  const reading = indexSchema.safeParse(stepped.ok ? stepped.content : null)
  return reading.success ? reading.data : null
}

/** The version of an index that another build wrote and this one must not touch; else null. */
export function foreignIndexVersion(content: unknown): number | null {
  return foreignVersion(content, VERSIONS)
}

/** Version 1 did not say when it was written, nor what renews itself. */
function fromVersion1({ connections, ...index }: Content): Content {
  const known = Array.isArray(connections)
    ? connections.map((each) => ({ renewable: null, ...Object(each) }))
    : connections
  return { at: null, ...index, connections: known }
}
