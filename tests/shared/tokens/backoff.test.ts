import { describe, expect, it, test } from 'vitest'
import { DEFAULT_POLICY, renewalWindow } from '../../../shared/tokens/refresh-plan.ts'
import { type BackoffFacts, type FailureKind, fruitlessRetryAt, retryAt } from '../../../shared/tokens/retry-plan.ts'
import { fc } from '../../kit/properties.ts'
import { DAY, HOUR, MINUTE, NOW, SECOND } from '../samples.ts'

const backoff = (changes: Partial<BackoffFacts> = {}): BackoffFacts => ({
  now: NOW,
  kind: 'not-now',
  failures: 1,
  retryAfterMs: null,
  windowMs: 0,
  expiredForMs: 0,
  remainingMs: 0,
  random: 0.999,
  ...changes,
})

const anyBackoff = fc.record({
  now: fc.constant(NOW),
  kind: fc.constantFrom<FailureKind>('not-now', 'no', 'wrong-settings'),
  failures: fc.integer({ min: 1, max: 10_000 }),
  retryAfterMs: fc.option(fc.nat({ max: 10 * DAY })),
  windowMs: fc.nat({ max: 4 * DAY }),
  expiredForMs: fc.nat({ max: 4 * DAY }),
  remainingMs: fc.nat({ max: 4 * DAY }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
})

describe('the next attempt after a failure', () => {
  it.each<[string, Partial<BackoffFacts>, number]>([
    ['the first, at the latest', { random: 1 }, 2 * SECOND],
    ['the first, at the earliest', { random: 0 }, 500],
    ['the third', { failures: 3, random: 0.5 }, 4 * SECOND],
    ['the hundredth', { failures: 100, random: 1 }, 5 * MINUTE],
    ['the hundredth, at the earliest', { failures: 100, random: 0 }, 500],
    ['within a window', { failures: 100, random: 1, windowMs: 8 * MINUTE }, MINUTE],
    ['within a short window', { failures: 100, random: 1, windowMs: 2 * SECOND }, SECOND],
    ['with wrong settings', { kind: 'wrong-settings' }, 5 * MINUTE],
    ['with wrong settings, within a window', { kind: 'wrong-settings', windowMs: 8 * MINUTE }, MINUTE],
    [
      '16 min after the end, with a short window',
      { failures: 100, random: 1, windowMs: MINUTE, expiredForMs: 16 * MINUTE },
      2 * MINUTE,
    ],
    ['a day after the end', { failures: 100, random: 1, windowMs: MINUTE, expiredForMs: DAY }, 5 * MINUTE],
    ['3 min before the end', { failures: 100, random: 1, remainingMs: 3 * MINUTE }, 1.5 * MINUTE],
    ['just before the end', { failures: 100, random: 1, remainingMs: 10 }, SECOND],
    ['when the server asks for patience', { retryAfterMs: 20 * MINUTE }, 20 * MINUTE],
    ['when it asks for less than we take', { retryAfterMs: 10, random: 1 }, 2 * SECOND],
    ['when it asks for a week', { retryAfterMs: 7 * DAY }, HOUR],
  ])('%s', (_what, changes, after) => {
    expect(retryAt(backoff(changes)) - NOW).toBe(after)
  })

  it('is never before Retry-After (an hour is believed), never under half a second, never beyond the ceiling', () => {
    fc.assert(
      fc.property(anyBackoff, (facts) => {
        const after = retryAt(facts) - NOW
        const asked = Math.min(facts.retryAfterMs ?? 0, HOUR)
        expect(after).toBeGreaterThanOrEqual(Math.max(asked, 500))
        const ceiling = Math.min(
          5 * MINUTE,
          facts.windowMs > 0 ? Math.max(facts.windowMs / 8, facts.expiredForMs / 8, SECOND) : Number.POSITIVE_INFINITY,
        )
        expect(after).toBeLessThanOrEqual(Math.max(asked, ceiling))
      }),
      { numRuns: 1_000 },
    )
  })

  it('falls several times between soft and hard point, whatever failed and however chance plays', () => {
    const lives = fc.constantFrom(12 * SECOND, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, 30 * DAY, 365 * DAY)
    const chances = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    })
    const kinds = fc.constantFrom<FailureKind>('not-now', 'wrong-settings')
    fc.assert(
      fc.property(lives, chances, kinds, (life, random, kind) => {
        const { soft, hard, end } = renewalWindow(NOW, NOW + life, 0, DEFAULT_POLICY)
        let tries = 0
        for (let now = soft; now < hard; tries++) {
          const chance = random[tries % random.length] ?? 0
          now = retryAt(backoff({ now, kind, failures: tries + 1, windowMs: end - soft, random: chance }))
        }
        expect(tries).toBeGreaterThanOrEqual(3)
      }),
    )
  })
})

test('a server that is back shortly before the end is met before half of that time is over', () => {
  const pauses = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  })
  fc.assert(
    fc.property(fc.integer({ min: 2 * SECOND, max: 10 * MINUTE }), pauses, (left, random) => {
      const end = NOW + 3 * HOUR
      let now = NOW
      for (let tries = 0; now < end - left; tries++) {
        const chance = random[tries % random.length] ?? 0
        now = retryAt(backoff({ now, failures: 20 + tries, windowMs: 5 * DAY, remainingMs: end - now, random: chance }))
      }
      expect(end - now).toBeGreaterThanOrEqual(left / 2)
    }),
  )
})

/** A server that hands back the same token until `gives`: when it was asked, beginning at the soft point. */
function askedAt(life: number, gives: number): number[] {
  const { soft, end } = renewalWindow(NOW, NOW + life, 0, DEFAULT_POLICY)
  const asked = [soft]
  for (let now = soft; now < gives; asked.push(now)) now = fruitlessRetryAt(now, end, asked.length)
  return asked
}

describe('the next attempt after a renewal that brought no later end', () => {
  it.each([12 * SECOND, MINUTE, HOUR, 10 * HOUR, 30 * DAY, 365 * DAY])(
    'of a life of %d ms: a handful of times until the end, and none too late',
    (life) => {
      const end = NOW + life
      const before = askedAt(life, end).filter((at) => at < end)
      const { soft } = renewalWindow(NOW, end, 0, DEFAULT_POLICY)
      expect(before.length).toBeLessThanOrEqual(Math.log2((end - soft) / SECOND) + 4)
      expect(askedAt(life, end).at(-1)).toBe(end)
    },
  )

  it('comes soon after the moment at which the server gives a new one, before the end and after it', () => {
    const lives = fc.integer({ min: 12 * SECOND, max: 365 * DAY })
    fc.assert(
      fc.property(lives, fc.double({ min: -0.2, max: 0.2, noNaN: true }), (life, part) => {
        const end = NOW + life
        const { soft } = renewalWindow(NOW, end, 0, DEFAULT_POLICY)
        const gives = Math.max(soft, end + part * life)
        const noticed = (askedAt(life, gives).at(-1) ?? 0) - gives
        // Before the end, by the end at the latest; after it the wait at most doubles, and 5 min is the most.
        const allowed = gives <= end ? end - gives : Math.min(5 * MINUTE, Math.max(SECOND, gives - end))
        expect(noticed).toBeGreaterThanOrEqual(0)
        expect(noticed).toBeLessThanOrEqual(allowed + 1)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['a second after the end, the first time', NOW - SECOND, 1, SECOND],
    ['the tenth time', NOW - SECOND, 10, SECOND],
    ['hours after the end, the first time', NOW - 8 * HOUR, 1, SECOND],
    ['the third time', NOW - 8 * HOUR, 3, 4 * SECOND],
    ['the hundredth time', NOW - 8 * HOUR, 100, 5 * MINUTE],
    ['half of what is left', NOW + HOUR, 1, 30 * MINUTE],
    ['half of what is left, the hundredth time', NOW + HOUR, 100, 30 * MINUTE],
  ])('%s', (_what, end, fruitless, after) => {
    expect(fruitlessRetryAt(NOW, end, fruitless) - NOW).toBe(after)
  })
})
