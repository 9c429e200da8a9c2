import type { Connection } from './connection.ts'

/** The document fields that belong to a token set and move with it. */
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
 * Another workstation's document with our token set, which is the newer one: their edits stay. Their document unchanged where
 * they have moved it to a server that our set is not for (shared/connections/binding.ts). Works on a document and on its
 * parsed JSON alike.
 */
export function mergeTokenSet<Document extends Documented>(theirs: Document, ours: Document): Document {
  if (leadsAway(originsIn(ours), originsIn(theirs))) return theirs
  const set = Object.fromEntries(SET_FIELDS.filter((field) => field in ours).map((field) => [field, ours[field]]))
  // What a server has shown of itself is of that server, asked that way.
  const learned = isSame(theirs.settings, ours.settings) && 'learned' in ours ? { learned: ours.learned } : {}
  return { ...theirs, ...set, ...learned }
}

/**
 * Another workstation's document with the same token set as ours: with our tokens' times, the later of the two last renewals,
 * and our reported rejection, unless their settings differ.
 */
export function mergeObservations(theirs: Connection, ours: Connection): Connection {
  const { tokens, rejectedGeneration, lastRenewal } = ours
  const isLater = (lastRenewal?.at ?? 0) > (theirs.lastRenewal?.at ?? 0)
  const latest = isLater ? { ...theirs, tokens, lastRenewal } : { ...theirs, tokens }
  return rejectedGeneration !== null && isSame(theirs.settings, ours.settings)
    ? { ...latest, rejectedGeneration }
    : latest
}

/** Whether an origin was replaced by another. Where all earlier ones are still there, somebody allowed the new ones. */
function leadsAway(before: readonly string[], after: readonly string[]): boolean {
  const isIn = (origins: readonly string[]) => (origin: string) => origins.includes(origin)
  return !after.every(isIn(before)) && !before.every(isIn(after))
}

function originsIn({ bound }: Documented): readonly string[] {
  const { origins } = (bound ?? {}) as { readonly origins?: readonly string[] }
  return Array.isArray(origins) ? origins : []
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
