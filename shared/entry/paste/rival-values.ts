/**
 * One file may speak of several servers (`SLACK_CLIENT_ID` beside `DRAW_CLIENT_ID`, a branch of JSON for each environment):
 * what belongs to another one than the address that is taken must not go to it.
 */
export type Candidate = {
  readonly field: string
  readonly value: string
  /** The branch or section that it stands in. */
  readonly part: string
  /** The words of its name that say whose it is; empty for a name that says nothing of it. */
  readonly owner: string
  /** The lowest of a part counts: an ID before a name, a whole address before half of one. */
  readonly rank: number
}

export type Settled<Kind extends Candidate> = {
  readonly kept: readonly Kind[]
  /** Fields of which nothing says which of several values is meant; the first is kept. */
  readonly undecided: readonly string[]
  /** Whether something that stands in this part belongs to another server. */
  readonly isForeign: (part: string) => boolean
}

/** `isSystem` knows the words that name a system: what is called so is meant before anything else. */
export function settled<Kind extends Candidate>(
  all: readonly Kind[],
  isSystem: (owner: string) => boolean,
): Settled<Kind> {
  const ranked = bestOfEachPart(all)
  const home = homeIn(ranked, isSystem)
  const foreignParts = new Set<string>()
  const foreignOwners = new Set<string>()
  const chosen = new Map<string, Kind>()
  const undecided: string[] = []
  for (const [field, rivals] of byField(ranked)) {
    const [first] = rivals
    if (first === undefined) continue
    const decided = rivals.length === 1 ? first : choose(rivals, home, isSystem)
    if (decided === undefined) undecided.push(field)
    const winner = decided ?? first
    chosen.set(field, winner)
    for (const { part, owner } of rivals) {
      if (!isAkin(part, winner.part)) foreignParts.add(part)
      else if (owner !== '' && owner !== winner.owner) foreignOwners.add(owner)
    }
  }
  const kept = ranked.filter(
    (each) => each === chosen.get(each.field) && !foreignParts.has(each.part) && !foreignOwners.has(each.owner),
  )
  return { kept, undecided, isForeign: (part) => foreignParts.has(part) }
}

function bestOfEachPart<Kind extends Candidate>(all: readonly Kind[]): readonly Kind[] {
  const best = new Map<string, number>()
  const key = ({ field, part }: Kind): string => `${field}\n${part}`
  for (const each of all) best.set(key(each), Math.min(each.rank, best.get(key(each)) ?? each.rank))
  return all.filter((each) => each.rank === best.get(key(each)))
}

/** Of each field the first value of each owner, less what says the same as one before it. */
function byField<Kind extends Candidate>(all: readonly Kind[]): ReadonlyMap<string, readonly Kind[]> {
  const fields = new Map<string, Kind[]>()
  const seen = new Set<string>()
  for (const each of all) {
    const { field, value, part, owner } = each
    const marks = [`=${value}`, `@${part}\n${owner}`].map((mark) => `${field}\n${mark}`)
    const rivals = fields.get(field) ?? []
    if (!marks.some((mark) => seen.has(mark))) rivals.push(each)
    fields.set(field, rivals)
    for (const mark of marks) seen.add(mark)
  }
  return fields
}

/** Where secrets go, the nearest to them first. */
const ADDRESSES = ['settings.endpoints.token', 'settings.issuer', 'settings.baseUrl']

function homeIn<Kind extends Candidate>(all: readonly Kind[], isSystem: (owner: string) => boolean): Kind | undefined {
  const addresses = ADDRESSES.flatMap((name) => all.filter(({ field }) => field === name))
  return addresses.find(({ owner }) => isSystem(owner)) ?? addresses.find(({ owner }) => owner === '') ?? addresses[0]
}

function choose<Kind extends Candidate>(
  rivals: readonly Kind[],
  home: Kind | undefined,
  isSystem: (owner: string) => boolean,
): Kind | undefined {
  const near = rivals.filter(({ part }) => part === (home?.part ?? ''))
  return (
    near.find(({ owner }) => owner === home?.owner) ??
    rivals.find(({ owner }) => isSystem(owner)) ??
    near.find(({ owner }) => owner === '')
  )
}

/** One stands within the other. */
function isAkin(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short === '' || long === short || long.startsWith(`${short}.`)
}
