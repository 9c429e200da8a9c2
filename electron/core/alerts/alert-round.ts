import { type Alert, MAX_NAMES } from '../../../shared/alerts/alert.ts'
import { type Cause, type Concern, causeKey } from '../../../shared/alerts/cause.ts'

/** One connection, and what there would be to tell of it; `told` is the cause that was last told, or undefined. */
export type AlertCandidate = {
  readonly id: string
  readonly name: string
  readonly concern: Concern
  readonly told: string | undefined
}

/** Something to tell, without the id and moment that it gets when it is told. */
export type AlertDraft = Omit<Alert, 'id' | 'at'> & {
  /** By the id of each connection that it is about, the cause that counts as told then; null where what was told is over. */
  readonly about: ReadonlyMap<string, string | null>
}

const URGENCY = { needs_person: 0, ends_soon: 1, recovered: 2, test: 3 } as const

/** What is news, one for each cause, the most urgent first and of those what concerns most. */
export function draftsOf(looked: readonly AlertCandidate[]): readonly AlertDraft[] {
  const groups = new Map<string, { readonly cause: Cause | null; readonly members: AlertCandidate[] }>()
  for (const each of looked) {
    const cause = newsOf(each)
    if (cause === undefined) continue
    const key = cause === null ? '' : causeKey(cause)
    const group = groups.get(key) ?? { cause, members: [] }
    group.members.push(each)
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ cause, members }) => draftOf(cause, members))
    .sort((one, other) => URGENCY[one.event] - URGENCY[other.event] || other.count - one.count)
}

/** A cause that was not told yet; null that what was told is over; undefined for no news. */
function newsOf({ concern, told }: AlertCandidate): Cause | null | undefined {
  if (concern === 'hold' || concern === 'quiet') return undefined
  if (concern === 'well') return told === undefined ? undefined : null
  return causeKey(concern) === told ? undefined : concern
}

function draftOf(cause: Cause | null, members: readonly AlertCandidate[]): AlertDraft {
  const { event = 'recovered', fault = null, days = null } = cause ?? {}
  const names = members.map(({ name }) => name).sort()
  const key = cause === null ? null : causeKey(cause)
  const about = new Map(members.map(({ id }) => [id, key]))
  return { event, fault, days, connections: names.slice(0, MAX_NAMES), count: names.length, about }
}

/**
 * Those of the drafts that are told now, where there is room for so many. Where they are more, the last of them sums up the
 * rest of its kind: whoever is woken by a storm reads once that there is more of it. What is of another kind waits.
 */
export function fitToLimit(drafts: readonly AlertDraft[], room: number): readonly AlertDraft[] {
  if (drafts.length <= room) return drafts
  if (room <= 0) return []
  const alone = drafts.slice(0, room - 1)
  const [first, ...others] = drafts.slice(room - 1)
  if (first === undefined) return alone
  return [...alone, summaryOf([first, ...others.filter(({ event }) => event === first.event)])]
}

/** They share no fault, and only the farthest end covers them all. */
function summaryOf(drafts: readonly [AlertDraft, ...AlertDraft[]]): AlertDraft {
  const [first] = drafts
  if (drafts.length === 1) return first
  const connections = drafts.flatMap((draft) => draft.connections).sort()
  const days = drafts.map((draft) => draft.days ?? 0)
  return {
    event: first.event,
    fault: null,
    days: first.days === null ? null : Math.max(...days),
    connections: connections.slice(0, MAX_NAMES),
    count: drafts.reduce((sum, { count }) => sum + count, 0),
    about: new Map(drafts.flatMap(({ about }) => [...about])),
  }
}

/** What counts as told from now on; without what a person wants quiet, and without connections that are gone. */
export function toldAfter(
  told: Readonly<Record<string, string>>,
  looked: readonly AlertCandidate[],
  drafts: readonly AlertDraft[],
  isHere: (id: string) => boolean,
): Readonly<Record<string, string>> {
  const next = new Map(Object.entries(told).filter(([id]) => isHere(id)))
  for (const { id, concern } of looked) if (concern === 'quiet') next.delete(id)
  for (const { about } of drafts) {
    for (const [id, key] of about) {
      if (key === null) next.delete(id)
      else next.set(id, key)
    }
  }
  return Object.fromEntries(next)
}
