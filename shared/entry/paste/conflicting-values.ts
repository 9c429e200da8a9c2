/**
 * One file may hold values for several servers (`SLACK_CLIENT_ID` beside `DRAW_CLIENT_ID`, a branch of JSON for each
 * environment): a value of one server must not be sent to another's address.
 */
export type Candidate = {
  readonly field: string
  readonly value: string
  /** The branch or section that it stands in. */
  readonly part: string
  /** The part of its label that says whose it is (`slack`); empty where the label does not say. */
  readonly owner: string
  /** Within a part the lowest counts: an ID before a name, a whole address before half of one. */
  readonly rank: number
}

export type Resolution<Kind extends Candidate> = {
  readonly accepted: readonly Kind[]
  /** Fields with several values where nothing says which is meant; the first is accepted. */
  readonly undecided: readonly string[]
  /** Whether something that stands in this part belongs to another server. */
  readonly isForeign: (part: string) => boolean
}

/** `isSystem`: whether an owner names a system; its values come first. */
export function resolveCandidates<Kind extends Candidate>(
  all: readonly Kind[],
  isSystem: (owner: string) => boolean,
): Resolution<Kind> {
  const ranked = bestOfEachPart(all)
  const primary = primaryAddress(ranked, isSystem)
  const foreignParts = new Set<string>()
  const foreignOwners = new Set<string>()
  const chosen = new Map<string, Kind>()
  const undecided: string[] = []
  for (const [field, candidates] of byField(ranked)) {
    const [first] = candidates
    if (first === undefined) continue
    const decided = candidates.length === 1 ? first : choose(candidates, primary, isSystem)
    if (decided === undefined) undecided.push(field)
    const winner = decided ?? first
    chosen.set(field, winner)
    for (const { part, owner } of candidates) {
      if (!isNested(part, winner.part)) foreignParts.add(part)
      else if (owner !== '' && owner !== winner.owner) foreignOwners.add(owner)
    }
  }
  const accepted = ranked.filter(
    (each) => each === chosen.get(each.field) && !foreignParts.has(each.part) && !foreignOwners.has(each.owner),
  )
  return { accepted, undecided, isForeign: (part) => foreignParts.has(part) }
}

function bestOfEachPart<Kind extends Candidate>(all: readonly Kind[]): readonly Kind[] {
  const best = new Map<string, number>()
  const key = ({ field, part }: Kind): string => `${field}\n${part}`
  for (const each of all) best.set(key(each), Math.min(each.rank, best.get(key(each)) ?? each.rank))
  return all.filter((each) => each.rank === best.get(key(each)))
}

/** For each field the first value of each owner, without repeated values. */
function byField<Kind extends Candidate>(all: readonly Kind[]): ReadonlyMap<string, readonly Kind[]> {
  const fields = new Map<string, Kind[]>()
  const seen = new Set<string>()
  for (const each of all) {
    const { field, value, part, owner } = each
    const marks = [`=${value}`, `@${part}\n${owner}`].map((mark) => `${field}\n${mark}`)
    const candidates = fields.get(field) ?? []
    if (!marks.some((mark) => seen.has(mark))) candidates.push(each)
    fields.set(field, candidates)
    for (const mark of marks) seen.add(mark)
  }
  return fields
}

/** Where secrets are sent, the most specific first. */
const ADDRESSES = ['settings.endpoints.token', 'settings.issuer', 'settings.baseUrl']

function primaryAddress<Kind extends Candidate>(
  all: readonly Kind[],
  isSystem: (owner: string) => boolean,
): Kind | undefined {
  const addresses = ADDRESSES.flatMap((name) => all.filter(({ field }) => field === name))
  return addresses.find(({ owner }) => isSystem(owner)) ?? addresses.find(({ owner }) => owner === '') ?? addresses[0]
}

function choose<Kind extends Candidate>(
  candidates: readonly Kind[],
  primary: Kind | undefined,
  isSystem: (owner: string) => boolean,
): Kind | undefined {
  const samePart = candidates.filter(({ part }) => part === (primary?.part ?? ''))
  return (
    samePart.find(({ owner }) => owner === primary?.owner) ??
    candidates.find(({ owner }) => isSystem(owner)) ??
    samePart.find(({ owner }) => owner === '')
  )
}

/** Whether one of these parts is the other, or lies within it. */
function isNested(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short === '' || long === short || long.startsWith(`${short}.`)
}
