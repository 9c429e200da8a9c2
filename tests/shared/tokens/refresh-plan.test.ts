import { describe, expect, it } from 'vitest'
import {
  DEFAULT_POLICY,
  effectiveMinTtl,
  nextStep,
  type PlanFacts,
  rejectionCounts,
  renewalWindow,
} from '../../../shared/tokens/refresh-plan.ts'
import { fc } from '../../kit/properties.ts'
import { DAY, HOUR, MINUTE, NOW, SECOND } from '../samples.ts'

/** Lifetime, how long before the end the soft and the hard point lie. */
const WINDOWS: [string, number, number, number][] = [
  ['1 s', SECOND, 500, 250],
  ['12 s', 12 * SECOND, 6 * SECOND, 3 * SECOND],
  ['60 s', MINUTE, 30 * SECOND, 15 * SECOND],
  ['10 min', 10 * MINUTE, 2 * MINUTE, MINUTE],
  ['1 h', HOUR, 12 * MINUTE, MINUTE],
  ['36,000 s', 36_000 * SECOND, 2 * HOUR, MINUTE],
  ['30 d', 30 * DAY, 3 * DAY, MINUTE],
  ['365 d', 365 * DAY, 3 * DAY, MINUTE],
]

const windowOf = (life: number, jitter: number) => renewalWindow(NOW, NOW + life, jitter, DEFAULT_POLICY)

describe('the window of a life', () => {
  it.each(WINDOWS)('of %s', (_name, life, soft, hard) => {
    const end = NOW + life
    expect(windowOf(life, 0)).toEqual({ soft: end - soft, hard: end - hard, end })
  })

  it.each(WINDOWS)('of %s begins earlier by up to a tenth, never later', (_name, life, soft, hard) => {
    const end = NOW + life
    expect(windowOf(life, 0.5)).toEqual({ soft: end - soft * 1.05, hard: end - hard, end })
    expect(windowOf(life, 1)).toEqual({ soft: end - soft * 1.1, hard: end - hard, end })
  })

  it('lies inside the life, in order, whatever the life', () => {
    const life = fc.oneof(fc.nat({ max: 1_000 }), fc.nat({ max: HOUR }), fc.nat({ max: 400 * DAY }))
    fc.assert(
      fc.property(life, fc.double({ min: 0, max: 1, noNaN: true }), (length, jitter) => {
        const { soft, hard, end } = windowOf(length, jitter)
        expect(soft).toBeGreaterThanOrEqual(NOW)
        expect(hard).toBeGreaterThanOrEqual(soft)
        expect(end).toBeGreaterThanOrEqual(hard)
        const unmoved = windowOf(length, 0)
        expect(soft).toBeLessThanOrEqual(unmoved.soft)
        expect(unmoved.soft - soft).toBeLessThanOrEqual((end - unmoved.soft) / 10 + 1e-3)
        expect(end - hard).toBeLessThanOrEqual(Math.min(MINUTE, length / 4))
        expect(end - unmoved.soft).toBeLessThanOrEqual(Math.min(3 * DAY, length / 2))
      }),
    )
  })

  it('of a life that ended before it began is its end', () => {
    const end = NOW - HOUR
    expect(renewalWindow(NOW, end, 0.7, DEFAULT_POLICY)).toEqual({ soft: end, hard: end, end })
  })
})

type Tokens = NonNullable<PlanFacts['tokens']>

const LIFE = 10 * HOUR
const SOFT = NOW + 8 * HOUR

const TOKENS: Tokens = {
  hasAccessToken: true,
  issuedAt: NOW,
  expiresAt: NOW + LIFE,
  refreshIssuedAt: NOW,
  refreshExpiresAt: null,
  refreshExpiryFixed: false,
}

const FACTS: PlanFacts = {
  now: NOW + HOUR,
  isPaused: false,
  isRenewable: true,
  isRefused: false,
  isInFlight: false,
  tokens: TOKENS,
  isRejected: false,
  isResendDue: false,
  notBefore: null,
  jitter: 0,
}

const wait = (until: number) => ({ do: 'wait', until })
const renew = (why: string) => ({ do: 'renew', why })
const rest = (why: string) => ({ do: 'rest', why })

const STEPS: [string, Partial<PlanFacts>, Partial<Tokens>, unknown][] = [
  ['young', {}, {}, wait(SOFT)],
  ['a moment before the soft point', { now: SOFT - 1 }, {}, wait(SOFT)],
  ['at the soft point', { now: SOFT }, {}, renew('soft_point')],
  ['past the hard point', { now: NOW + LIFE - 1 }, {}, renew('soft_point')],
  ['expired', { now: NOW + 2 * LIFE }, {}, renew('soft_point')],
  ['jitter comes first', { now: SOFT - 6 * MINUTE, jitter: 0.5 }, {}, renew('soft_point')],
  ['no token yet', {}, { hasAccessToken: false }, renew('no_token')],
  ['no token yet, whatever its end', {}, { hasAccessToken: false, expiresAt: NOW + 9 * DAY }, renew('no_token')],
  ['no end known', {}, { expiresAt: null }, rest('no_expiry_known')],
  ['no end known, rejected', { isRejected: true }, { expiresAt: null }, renew('rejected')],
  ['rejected', { isRejected: true }, {}, renew('rejected')],
  ['cut off', { isResendDue: true }, {}, renew('cut')],
  ['cut off, no end known', { isResendDue: true }, { expiresAt: null }, renew('cut')],
  ['cut off, no token yet', { isResendDue: true }, { hasAccessToken: false }, renew('no_token')],
  ['not before, cut off', { isResendDue: true, notBefore: NOW + 2 * HOUR }, {}, wait(NOW + 2 * HOUR)],

  ['not before: early', { notBefore: NOW + 2 * HOUR }, {}, wait(SOFT)],
  ['not before: late', { notBefore: SOFT + HOUR }, {}, wait(SOFT + HOUR)],
  ['not before: late, soft point past', { now: SOFT + 1, notBefore: SOFT + HOUR }, {}, wait(SOFT + HOUR)],
  ['not before: over', { now: SOFT + HOUR, notBefore: SOFT + HOUR }, {}, renew('soft_point')],
  ['not before, without a token', { notBefore: NOW + 2 * HOUR }, { hasAccessToken: false }, wait(NOW + 2 * HOUR)],
  ['not before, rejected', { isRejected: true, notBefore: NOW + 2 * HOUR }, {}, wait(NOW + 2 * HOUR)],

  ['the refresh token ends first', {}, { refreshExpiresAt: NOW + 5 * HOUR }, wait(NOW + 4 * HOUR)],
  ['at its soft point', { now: NOW + 4 * HOUR }, { refreshExpiresAt: NOW + 5 * HOUR }, renew('refresh_token_ends')],
  ['it ends later', {}, { refreshExpiresAt: NOW + 30 * DAY }, wait(SOFT)],
  [
    'it counts from its own issue',
    {},
    { refreshIssuedAt: NOW - 15 * HOUR, refreshExpiresAt: NOW + 5 * HOUR },
    renew('refresh_token_ends'),
  ],
  ['its end is fixed', {}, { refreshExpiresAt: NOW + 5 * HOUR, refreshExpiryFixed: true }, wait(SOFT)],
  ['its issue is unknown', {}, { refreshIssuedAt: null, refreshExpiresAt: NOW + 5 * HOUR }, wait(SOFT)],
  ['it alone has an end', {}, { expiresAt: null, refreshExpiresAt: NOW + 5 * HOUR }, wait(NOW + 4 * HOUR)],
  [
    'it alone, fixed',
    {},
    { expiresAt: null, refreshExpiresAt: NOW + 5 * HOUR, refreshExpiryFixed: true },
    rest('no_expiry_known'),
  ],

  ['over on arrival, at once', { now: NOW }, { expiresAt: NOW - HOUR }, wait(NOW + 500)],
  ['over on arrival, half a second later', { now: NOW + 500 }, { expiresAt: NOW - HOUR }, renew('soft_point')],
  ['refresh token over on arrival', { now: NOW }, { refreshExpiresAt: NOW - HOUR }, wait(NOW + 500)],
]

describe('the next step', () => {
  it.each(STEPS)('%s', (_what, facts, tokens, step) => {
    expect(nextStep({ ...FACTS, ...facts, tokens: { ...TOKENS, ...tokens } })).toEqual(step)
  })

  it('without any token set', () => {
    expect(nextStep({ ...FACTS, tokens: null })).toEqual(renew('no_token'))
  })

  /** What is a reason to rest, in the order in which it counts. */
  const RESTS = [
    ['paused', { isPaused: true }],
    ['not_renewable', { isRenewable: false }],
    ['refused', { isRefused: true }],
    ['in_flight', { isInFlight: true }],
  ] as const

  it('is to rest for the first of all reasons, whatever else is true', () => {
    const tokens = fc.constantFrom(null, TOKENS, { ...TOKENS, expiresAt: NOW }, { ...TOKENS, hasAccessToken: false })
    const others = fc.record({
      tokens,
      isRejected: fc.boolean(),
      isResendDue: fc.boolean(),
      notBefore: fc.constantFrom(null, NOW, NOW + DAY),
    })
    fc.assert(
      fc.property(fc.subarray([...RESTS], { minLength: 1 }), others, (reasons, facts) => {
        const resting = Object.assign({}, ...reasons.map(([, fact]) => fact))
        expect(nextStep({ ...FACTS, ...facts, ...resting })).toEqual(rest(reasons[0]?.[0] ?? ''))
      }),
    )
  })

  it('waits for a moment at which it renews', () => {
    const moment = fc.integer({ min: NOW - DAY, max: NOW + DAY })
    const facts = fc.record({
      now: moment,
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      notBefore: fc.option(moment),
      isResendDue: fc.boolean(),
      tokens: fc.record({
        hasAccessToken: fc.boolean(),
        issuedAt: moment,
        expiresAt: fc.option(moment),
        refreshIssuedAt: fc.option(moment),
        refreshExpiresAt: fc.option(moment),
        refreshExpiryFixed: fc.boolean(),
      }),
    })
    fc.assert(
      fc.property(facts, (given) => {
        const step = nextStep({ ...FACTS, ...given })
        if (step.do !== 'wait') return
        expect(step.until).toBeGreaterThan(given.now)
        expect(step.until).toBeGreaterThanOrEqual(given.notBefore ?? step.until)
        expect(nextStep({ ...FACTS, ...given, now: step.until })).toMatchObject({ do: 'renew' })
      }),
      { numRuns: 1_000 },
    )
  })

  it('takes its margins from the policy', () => {
    const none = { ...DEFAULT_POLICY, hardMarginMs: 0, softFraction: 0 }
    expect(nextStep({ ...FACTS, now: NOW + LIFE - 1 }, none)).toEqual(wait(NOW + LIFE))
  })
})

describe('a caller’s wish', () => {
  it.each([
    ['less than half a life', MINUTE, NOW + HOUR, MINUTE],
    ['all of it', HOUR, NOW + HOUR, 30 * MINUTE],
    ['more than it', DAY, NOW + HOUR, 30 * MINUTE],
    ['nothing', 0, NOW + HOUR, 0],
    ['of a life that is over', MINUTE, NOW - HOUR, 0],
  ])('%s', (_what, asked, end, granted) => {
    expect(effectiveMinTtl(asked, NOW, end)).toBe(granted)
  })
})

describe('a reported 401 counts', () => {
  const report = { now: NOW, issuedAt: NOW - DAY, expiresAt: NOW + DAY, isAlreadyReported: false }

  it.each([
    ['for an old token', {}, true],
    ['once', { isAlreadyReported: true }, false],
    ['at ten minutes', { issuedAt: NOW - 10 * MINUTE }, true],
    ['not before ten minutes', { issuedAt: NOW - 10 * MINUTE + 1 }, false],
    ['at a quarter of a short life', { issuedAt: NOW - MINUTE, expiresAt: NOW + 3 * MINUTE }, true],
    ['not before a quarter', { issuedAt: NOW - MINUTE + 1, expiresAt: NOW + 3 * MINUTE }, false],
    ['at ten minutes where no end is known', { issuedAt: NOW - 10 * MINUTE, expiresAt: null }, true],
    ['not before, where no end is known', { issuedAt: NOW - 9 * MINUTE, expiresAt: null }, false],
    ['for a token that is over', { issuedAt: NOW - MINUTE, expiresAt: NOW - SECOND }, true],
  ])('%s', (_what, facts, counts) => {
    expect(rejectionCounts({ ...report, ...facts })).toBe(counts)
  })
})
