import { describe, expect, test } from 'vitest'
import { gridMoments, laneDots } from '../../../renderer/overview/coming-up/coming-up-lanes.ts'
import { type Coming, comingUp, isSamePlan } from '../../../renderer/overview/coming-up/coming-up-plan.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { fault } from '../../../shared/fault.ts'
import { START } from '../../kit/hand-clock.ts'
import { viewWith } from '../../kit/view.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const at = (ms: number) => new Date(START + ms).toISOString()

/** Issued `ago` hours ago, renews in `next` hours. */
const renewing = (changes: Partial<ConnectionView>, ago: number, next: number) =>
  viewWith({
    issuedAt: at(-ago * HOUR_MS),
    refreshAt: at(next * HOUR_MS),
    expiresAt: at(2 * next * HOUR_MS),
    ...changes,
  })

const told = (views: readonly ConnectionView[], rangeMs = 7 * DAY_MS) => {
  const { events, recurrences } = comingUp(views, START, rangeMs)
  return {
    events: events.map(({ name, kind, at: when, expected }) =>
      [name, kind, (when - START) / HOUR_MS, ...(expected ? ['expected'] : [])].join(' '),
    ),
    recurrences: recurrences.map(({ name, everyMs }) => `${name} ${everyMs / HOUR_MS}`),
  }
}

describe('what comes up', () => {
  test.each<[string, readonly ConnectionView[], readonly string[]]>([
    ['nothing', [], []],
    ['a renewal beyond the range', [renewing({ name: 'a' }, 1, 200)], []],
    [
      'a renewal, and those that follow if all goes as now',
      [renewing({ name: 'a' }, 24, 48)],
      ['a renewal 48', 'a renewal 120 expected'],
    ],
    [
      'after a failure nothing is known of what follows',
      [renewing({ name: 'a', fault: fault('offline') }, 24, 1)],
      ['a renewal 1'],
    ],
    ['an overdue renewal is now', [renewing({ name: 'a' }, 300, -1)], ['a renewal 0']],
    ['a fixed token ends', [viewWith({ name: 'a', renewable: false, expiresAt: at(5 * HOUR_MS) })], ['a end 5']],
    [
      'a refused one fails',
      [viewWith({ name: 'a', state: 'needs-person', expiresAt: at(5 * HOUR_MS), refreshAt: at(HOUR_MS) })],
      ['a fail 5'],
    ],
    [
      'a refresh token ends, unless each renewal brings a new one',
      [
        viewWith({ name: 'a', refreshExpiresAt: at(6 * HOUR_MS) }),
        viewWith({
          name: 'b',
          refreshExpiresAt: at(6 * HOUR_MS),
          lastRefresh: { at: at(0), tookMs: 1, outcome: 'renewed', rotated: true, fault: null },
        }),
      ],
      ['a refresh-end 6'],
    ],
    ['what is paused', [renewing({ name: 'a', state: 'paused' }, 1, 1)], []],
  ])('%s', (_name, views, expected) => {
    expect(told(views).events).toEqual(expected)
  })

  test('the soonest few ends and the soonest few renewals of many are the first of all, in their order', () => {
    const many = Array.from({ length: 200 }, (_none, n) =>
      n % 3 === 0
        ? viewWith({ name: `${n}`, renewable: false, expiresAt: at(((n * 37) % 90) * HOUR_MS + 1) })
        : renewing({ name: `${n}` }, 1, ((n * 53) % 80) + 1),
    )
    const { events } = comingUp(many, START, 7 * DAY_MS)
    const firstOf = (most: number) => {
      const isFew = (kind: string) => (event: Coming) => (event.kind === 'renewal') === (kind === 'renewal')
      const both = ['renewal', 'end'].flatMap((kind) => events.filter(isFew(kind)).slice(0, most))
      return events.filter((event) => both.includes(event))
    }
    for (const most of [1, 3, 50]) expect(comingUp(many, START, 7 * DAY_MS, most).events).toEqual(firstOf(most))
  })

  test('is another one only where something comes at another time, or is something else', () => {
    const plan = (next: number, changes: Partial<ConnectionView> = {}) =>
      comingUp([renewing({ name: 'a', ...changes }, 1, next)], START, 7 * DAY_MS)
    expect(isSamePlan(plan(90), plan(90, { generation: 9 }))).toBe(true)
    expect(isSamePlan(plan(90), plan(91))).toBe(false)
    expect(isSamePlan(plan(90), plan(90, { name: 'b' }))).toBe(false)
    expect(isSamePlan(plan(90), plan(300))).toBe(false)
    expect(isSamePlan(plan(0.25), plan(0.5))).toBe(false)
  })

  test('renewals that come every few minutes are a recurrence', () => {
    expect(told([renewing({ name: 'a' }, 0.25, 0.25)])).toEqual({ events: ['a renewal 0.25'], recurrences: ['a 0.5'] })
  })
})

test('dots that would touch stand in different lanes', () => {
  const renewal = { name: 'a', kind: 'renewal', expected: false } as const
  const dots = laneDots(
    [0, 1, 2, 50].map((percent) => ({ ...renewal, at: START + percent })),
    START,
    100,
  )
  expect(dots.map(({ left, lane }) => [left, lane])).toEqual([
    [0, 0],
    [1, 1],
    [2, 0],
    [50, 0],
  ])
})

test('the lines of a week stand at local midnights', () => {
  const lines = gridMoments(START, 7 * DAY_MS, 120)
  expect(lines).toHaveLength(7)
  expect(new Date(lines[0] ?? 0).toISOString()).toBe('2026-11-21T22:00:00.000Z')
  expect(gridMoments(START, DAY_MS, 0).map((line) => new Date(line).getUTCHours())).toEqual([12, 16, 20, 0, 4, 8])
})
