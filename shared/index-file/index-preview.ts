import type { State } from '../connections/states.ts'
import { hasVersion } from '../connections/version-steps.ts'
import { readInstant } from '../time/instant.ts'
import type { INDEX_VERSION, IndexedConnection } from './stored-index.ts'

/** The part of index.json that the first frame needs: the last list, and the theme. */
export type IndexPreview = {
  readonly connections: readonly IndexedConnection[]
  readonly theme: 'light' | 'dark' | null
}

/**
 * Reads it by hand: the window's first frame waits for it, and zod, with which the keeper reads the whole index
 * (stored-index.ts), takes longer to load than a window to open. Invalid parts are ignored here; the keeper reports them and
 * sets the file aside.
 */
export function indexPreviewOf(content: unknown): IndexPreview {
  if (!hasVersion(content) || content.version > HIGHEST) return { connections: [], theme: null }
  const { connections, preferences } = content
  const { theme } = Object(preferences) as { readonly theme?: unknown }
  return {
    connections: Array.isArray(connections) ? connections.flatMap((each: unknown) => readIndexed(Object(each))) : [],
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  }
}

/** A higher version, from a later build, may mean something else. */
const HIGHEST: typeof INDEX_VERSION = 2

type Unread = { readonly [Key in keyof IndexedConnection]?: unknown }

function readIndexed({ id, name, system, state, expiresAt, refreshAt, renewable = null }: Unread): IndexedConnection[] {
  if (!isText(id) || !isText(name) || !isText(system) || !isState(state)) return []
  if (!isTextOrNull(expiresAt) || !isTextOrNull(refreshAt)) return []
  if (renewable !== null && typeof renewable !== 'boolean') return []
  return [{ id, name, system, state, expiresAt, refreshAt, renewable }]
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
const isState = (value: unknown): value is State => isText(value) && Object.hasOwn(AFTER_KEEPER, value)

/**
 * What each state becomes while the token's known expiry has not come; null for states that do not depend on it. Renewing
 * and saving ended with the keeper.
 */
const AFTER_KEEPER: Readonly<Record<State, State | null>> = {
  valid: 'valid',
  renewing: 'valid',
  unsaved: 'valid',
  expiring: 'expiring',
  expired: null,
  unknown: null,
  'needs-person': null,
  paused: null,
}

/** The states of a list that was written earlier, at `now` (UTC ms): unknown once the expiry has passed, since it may have been renewed. */
export function rememberedAt(kept: readonly IndexedConnection[], now: number): IndexedConnection[] {
  return kept.map((each) => {
    const stateWhileValid = AFTER_KEEPER[each.state]
    if (stateWhileValid === null) return each
    const end = each.expiresAt === null ? null : (readInstant(each.expiresAt)?.at ?? null)
    return { ...each, state: end !== null && end > now ? stateWhileValid : 'unknown' }
  })
}
