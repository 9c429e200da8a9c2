import type { LastKnown } from '../../shared/api/contract/contract.ts'
import type { State } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { momentsOf } from '../life/moments-of.ts'

/** The numbers of the headline and the line under it. */
export type Summary = {
  readonly count: number
  /** How many have a token that works, whatever their state. */
  readonly working: number
  /** Counted as the chips of these states count them. */
  readonly needing: number
  readonly expired: number
  readonly paused: number
  /** The soonest planned renewal. */
  readonly next: { readonly name: string; readonly at: number } | null
  /** What cannot renew itself and ends within two weeks, soonest first. */
  readonly ending: readonly { readonly name: string; readonly at: number }[]
}

const TWO_WEEKS_MS = 14 * 86_400_000

/** A single loop, since this runs whenever one of thousands changes. */
export function summarise(views: readonly ConnectionView[], now: number): Summary {
  let [working, needing, expired, paused] = [0, 0, 0, 0]
  let next: Summary['next'] = null
  const ending: { name: string; at: number }[] = []
  for (const view of views) {
    const { name, state, renewable } = view
    const { expiresAt, refreshAt } = momentsOf(view)
    if (isWorking(state, expiresAt, now)) working += 1
    if (state === 'needs-person') needing += 1
    if (state === 'expired') expired += 1
    if (state === 'paused') {
      paused += 1
      continue
    }
    const planned = state === 'renewing' ? now : refreshAt
    if (planned !== null && (next === null || planned < next.at)) next = { name, at: planned }
    const soon = expiresAt !== null && expiresAt > now && expiresAt - now <= TWO_WEEKS_MS
    if (soon && !renewable && state !== 'needs-person') ending.push({ name, at: expiresAt })
  }
  return {
    count: views.length,
    working,
    needing,
    expired,
    paused,
    next,
    ending: ending.sort((one, other) => one.at - other.at),
  }
}

/** Both give the same text, which names only the first of those that end. */
export function sameSummary(one: Summary, other: Summary): boolean {
  const textOf = ({ ending, ...rest }: Summary) =>
    JSON.stringify({ ...rest, count: [rest.count, ending.length, ending[0]] })
  return textOf(one) === textOf(other)
}

/** A caller now gets a valid token, and its renewal needs nobody. */
function isWorking(state: State, end: number | null, now: number): boolean {
  if (state === 'valid' || state === 'expiring' || state === 'unsaved') return true
  return state === 'renewing' && (end === null || end > now)
}

/** "6 of 8 work". */
export function headline({ overview }: PageTexts, summary: Summary): string {
  const { count, working } = summary
  if (count === 0) return overview.noneTitle
  if (working === count) return filled(count === 2 ? overview.bothWork : overview.allWork, { count })
  if (count === 1) return overview[soleHeadline(summary)]
  if (working === 0) return filled(overview.noneWorks, { count })
  return filled(overview.someWork, { working, count })
}

/** "Locked: 7 connections, last known ...": nothing else is known of a locked vault. */
export function lockedHeadline(
  { overview }: PageTexts,
  { connections, at }: LastKnown,
  say: (at: number) => string,
): string {
  const known = momentOf(at)
  const values = { count: connections, ...(known === null ? {} : { at: say(known) }) }
  return filled(overview.locked, values)
}

/** A token may still work for hours although nothing will renew it; said only of a single one. */
function soleHeadline({
  needing,
  expired,
  paused,
}: Summary): 'oneNeeds' | 'oneExpired' | 'onePaused' | 'oneNotWorking' {
  if (needing === 1) return 'oneNeeds'
  if (expired === 1) return 'oneExpired'
  return paused === 1 ? 'onePaused' : 'oneNotWorking'
}

/** What follows the next renewal in the line under the headline. */
export function remarks({ overview }: PageTexts, summary: Summary, now: number): readonly string[] {
  const { count, ending } = summary
  // Of a single connection the headline has said it already.
  const { needing, expired, paused } = count === 1 ? { needing: 0, expired: 0, paused: 0 } : summary
  const [first] = ending
  const parts: string[] = []
  if (needing > 0) parts.push(filled(overview.somebodyNeeded, { count: needing }))
  if (expired > 0) parts.push(filled(overview.someExpired, { count: expired }))
  if (first !== undefined) {
    parts.push(filled(overview.someEnd, { count: ending.length, name: first.name, span: sayDuration(first.at - now) }))
  }
  if (paused > 0) parts.push(filled(overview.somePaused, { count: paused }))
  return parts
}
