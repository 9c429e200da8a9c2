import type { State } from '../connections/states.ts'
import { isNumbered } from '../connections/version-steps.ts'
import { readInstant } from '../time/instant.ts'
import type { INDEX_VERSION, Indexed } from './kept-index.ts'

/** What is worth knowing of index.json before anything else of it: what the list said last, and how the page is to look. */
export type IndexPreview = { readonly connections: readonly Indexed[]; readonly theme: 'light' | 'dark' | null }

/**
 * Reads that of an index by hand: the window's first frame waits for it, and zod, with which the keeper reads all of the
 * index (kept-index.ts), takes longer to load than a window to open. What is not as it should be is passed over here; to say
 * so, and to set the file aside, is the keeper's business.
 */
export function indexPreviewOf(content: unknown): IndexPreview {
  if (!isNumbered(content) || content.version > HIGHEST) return { connections: [], theme: null }
  const { connections, preferences } = content
  const { theme } = Object(preferences) as { readonly theme?: unknown }
  return {
    connections: Array.isArray(connections) ? connections.flatMap((each: unknown) => indexed(Object(each))) : [],
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  }
}

/** What a later build has written may mean something else. */
const HIGHEST: typeof INDEX_VERSION = 2

type Unread = { readonly [Key in keyof Indexed]?: unknown }

function indexed({ id, name, system, state, expiresAt, refreshAt, renewable = null }: Unread): Indexed[] {
  if (!isText(id) || !isText(name) || !isText(system) || !isState(state)) return []
  if (!isTextOrNull(expiresAt) || !isTextOrNull(refreshAt)) return []
  if (renewable !== null && typeof renewable !== 'boolean') return []
  return [{ id, name, system, state, expiresAt, refreshAt, renewable }]
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
const isState = (value: unknown): value is State => isText(value) && Object.hasOwn(LATER, value)

/**
 * Each state as it can be said while what was told of the token lasts. Those with none do not end with it; renewing and
 * saving end with the keeper.
 */
const LATER: Readonly<Record<State, State | null>> = {
  valid: 'valid',
  renewing: 'valid',
  unsaved: 'valid',
  expiring: 'expiring',
  expired: null,
  unknown: null,
  'needs-person': null,
  paused: null,
}

/** As it can be said at `now` (UTC ms) of what was written down earlier; whether an end was moved since, nobody knows. */
export function rememberedAt(kept: readonly Indexed[], now: number): Indexed[] {
  return kept.map((each) => {
    const living = LATER[each.state]
    if (living === null) return each
    const end = each.expiresAt === null ? null : (readInstant(each.expiresAt)?.at ?? null)
    return { ...each, state: end !== null && end > now ? living : 'unknown' }
  })
}
