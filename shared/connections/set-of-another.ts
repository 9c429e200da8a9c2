import type { Connection } from './connection.ts'

/** What belongs to a token set: it goes along with it, and nothing else does. */
const SET_FIELDS = [
  'tokens',
  'asked',
  'refused',
  'rejectedGeneration',
  'lastRenewal',
  'renewedAt',
  'superseded',
  'older',
  'endsOlder',
] as const satisfies readonly (keyof Connection)[]

type Documented = {
  readonly bound?: unknown
  readonly learned?: unknown
  readonly settings?: unknown
} & Partial<Readonly<Record<(typeof SET_FIELDS)[number], unknown>>>

/**
 * The document of another workstation with the token set of ours, which is the newer one: their edits stay. Theirs alone
 * where they have moved it to a server for which our set is not (shared/connections/binding.ts). Works on a document and on
 * its text read as JSON alike.
 */
export function withSetOf<Document extends Documented>(theirs: Document, ours: Document): Document {
  if (leadsAway(originsIn(ours), originsIn(theirs))) return theirs
  const set = Object.fromEntries(SET_FIELDS.filter((field) => field in ours).map((field) => [field, ours[field]]))
  // What a server has shown of itself is of that server, asked that way.
  const learned = isSame(theirs.settings, ours.settings) && 'learned' in ours ? { learned: ours.learned } : {}
  return { ...theirs, ...set, ...learned }
}

/**
 * The document of another workstation, whose set is ours: its times as they were counted here, and what is known of it here in memory alone,
 * unless they ask with other settings now.
 */
export function withNotedOf(theirs: Connection, ours: Connection): Connection {
  const { tokens, rejectedGeneration, lastRenewal } = ours
  const isLater = (lastRenewal?.at ?? 0) > (theirs.lastRenewal?.at ?? 0)
  const latest = isLater ? { ...theirs, tokens, lastRenewal } : { ...theirs, tokens }
  return rejectedGeneration !== null && isSame(theirs.settings, ours.settings)
    ? { ...latest, rejectedGeneration }
    : latest
}

/** Another origin, in place of one before; where all of those before are there still, somebody let the secrets go along. */
function leadsAway(before: readonly string[], after: readonly string[]): boolean {
  const isIn = (origins: readonly string[]) => (origin: string) => origins.includes(origin)
  return !after.every(isIn(before)) && !before.every(isIn(after))
}

function originsIn({ bound }: Documented): readonly string[] {
  const { origins } = (bound ?? {}) as { readonly origins?: readonly string[] }
  return Array.isArray(origins) ? origins : []
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
