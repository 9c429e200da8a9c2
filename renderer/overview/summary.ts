import type { LastKnown } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../life/life-geometry.ts'
import { attentions } from '../status/attention.ts'

/** The overview in numbers: is everything valid, what comes next, what needs me. */
export type Summary = {
  readonly count: number
  readonly valid: number
  readonly paused: number
  readonly needing: number
  /** The soonest planned renewal. */
  readonly next: { readonly name: string; readonly at: number } | null
  /** What cannot renew itself and ends within two weeks, soonest first. */
  readonly ending: readonly { readonly name: string; readonly at: number }[]
}

const TWO_WEEKS_MS = 14 * 86_400_000

export function summarise(views: readonly ConnectionView[], now: number): Summary {
  const soonest = (moments: readonly { name: string; at: number | null }[]) =>
    moments.flatMap(({ name, at }) => (at === null ? [] : [{ name, at }])).sort((one, other) => one.at - other.at)
  const planned = soonest(
    views
      .filter(({ state }) => state !== 'paused')
      .map(({ name, refreshAt, state }) => ({ name, at: state === 'renewing' ? now : momentOf(refreshAt) })),
  )
  const ending = soonest(
    views
      .filter(({ renewable, state }) => !renewable && state !== 'paused' && state !== 'needs-person')
      .map(({ name, expiresAt }) => ({ name, at: momentOf(expiresAt) })),
  ).filter(({ at }) => at > now && at - now <= TWO_WEEKS_MS)
  return {
    count: views.length,
    valid: views.filter((view) => isValid(view, now)).length,
    paused: views.filter(({ state }) => state === 'paused').length,
    needing: attentions(views, now).filter(({ level }) => level === 'red').length,
    next: planned[0] ?? null,
    ending,
  }
}

/** A program that asks now gets a token that works and goes on working without anyone's help. */
function isValid({ state, expiresAt }: ConnectionView, now: number): boolean {
  if (state === 'valid' || state === 'expiring' || state === 'unsaved') return true
  const end = momentOf(expiresAt)
  return state === 'renewing' && (end === null || end > now)
}

/** "6 of 8 are valid". */
export function headline({ overview }: PageTexts, summary: Summary): string {
  const { count, valid } = summary
  if (count === 0) return overview.noneTitle
  if (count === 1) return overview[soleHeadline(summary)]
  if (valid === count) return filled(count === 2 ? overview.bothValid : overview.allValid, { count })
  if (valid === 0) return filled(overview.noneValid, { count })
  return filled(valid === 1 ? overview.someValidOne : overview.someValid, { valid, count })
}

/** "Locked: 7 connections, last known ...": of what nobody can read, nothing else is said. */
export function lockedHeadline(
  { overview }: PageTexts,
  { connections, at }: LastKnown,
  say: (at: number) => string,
): string {
  const known = momentOf(at)
  const values = { count: connections, ...(known === null ? {} : { at: say(known) }) }
  return filled(connections === 1 ? overview.lockedOne : overview.locked, values)
}

/** A token may still work for hours although nothing will renew it; of a single one that can be said. */
function soleHeadline({ valid, needing, paused }: Summary): 'oneValid' | 'oneNeeds' | 'onePaused' | 'oneNotValid' {
  if (valid === 1) return 'oneValid'
  if (needing === 1) return 'oneNeeds'
  return paused === 1 ? 'onePaused' : 'oneNotValid'
}

/** What stands after the next renewal in the line below. */
export function remarks({ overview }: PageTexts, summary: Summary, now: number): readonly string[] {
  const { count, ending } = summary
  // Of a single connection the headline has said it already.
  const [needing, paused] = count === 1 ? [0, 0] : [summary.needing, summary.paused]
  const [first] = ending
  const said: string[] = []
  if (needing > 0) said.push(filled(needing === 1 ? overview.needOne : overview.needMany, { count: needing }))
  if (ending.length > 1) said.push(filled(overview.endsMany, { count: ending.length }))
  else if (first !== undefined) {
    said.push(filled(overview.endsOne, { name: first.name, span: sayDuration(first.at - now) }))
  }
  if (paused > 0) said.push(filled(paused === 1 ? overview.pausedOne : overview.pausedMany, { count: paused }))
  return said
}
