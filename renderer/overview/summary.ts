import type { LastKnown } from '../../shared/api/contract/contract.ts'
import type { State } from '../../shared/connections/states.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import { sayDuration } from '../../shared/time/duration.ts'
import { momentOf } from '../life/life-geometry.ts'
import { momentsOf } from '../life/moments-of.ts'
import { type Attention, attentions } from '../status/attention.ts'

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

/** `needs`: those who need a person, of the same views. In one go, since it is asked for anew whenever one of thousands has changed. */
export function summarise(
  views: readonly ConnectionView[],
  now: number,
  needs: readonly Attention[] = attentions(views, now),
): Summary {
  let [valid, paused] = [0, 0]
  let next: Summary['next'] = null
  const ending: { name: string; at: number }[] = []
  for (const view of views) {
    const { name, state, renewable } = view
    const { expiresAt, refreshAt } = momentsOf(view)
    if (isValid(state, expiresAt, now)) valid += 1
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
    valid,
    paused,
    needing: needs.filter(({ level }) => level === 'red').length,
    next,
    ending: ending.sort((one, other) => one.at - other.at),
  }
}

/** A program that asks now gets a token that works and goes on working without anyone's help. */
function isValid(state: State, end: number | null, now: number): boolean {
  if (state === 'valid' || state === 'expiring' || state === 'unsaved') return true
  return state === 'renewing' && (end === null || end > now)
}

/** "6 of 8 are valid". */
export function headline({ overview }: PageTexts, summary: Summary): string {
  const { count, valid } = summary
  if (count === 0) return overview.noneTitle
  if (valid === count) return filled(count === 2 ? overview.bothValid : overview.allValid, { count })
  if (count === 1) return overview[soleHeadline(summary)]
  if (valid === 0) return filled(overview.noneValid, { count })
  return filled(overview.someValid, { valid, count })
}

/** "Locked: 7 connections, last known ...": of what nobody can read, nothing else is said. */
export function lockedHeadline(
  { overview }: PageTexts,
  { connections, at }: LastKnown,
  say: (at: number) => string,
): string {
  const known = momentOf(at)
  const values = { count: connections, ...(known === null ? {} : { at: say(known) }) }
  return filled(overview.locked, values)
}

/** A token may still work for hours although nothing will renew it; of a single one that can be said. */
function soleHeadline({ needing, paused }: Summary): 'oneNeeds' | 'onePaused' | 'oneNotValid' {
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
  if (needing > 0) said.push(filled(overview.somebodyNeeded, { count: needing }))
  if (first !== undefined) {
    said.push(filled(overview.someEnd, { count: ending.length, name: first.name, span: sayDuration(first.at - now) }))
  }
  if (paused > 0) said.push(filled(overview.somePaused, { count: paused }))
  return said
}
