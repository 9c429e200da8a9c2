import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHttpDate } from '../../../shared/domain/instant.ts'
import { DEFAULT_POLICY, renewalWindow } from '../../../shared/domain/refresh-plan.ts'
import {
  type AfterSend,
  afterSend,
  type BackoffFacts,
  type FailureKind,
  failureKindOf,
  fruitlessRetryAt,
  retryAfterOf,
  retryAt,
  type SendFacts,
} from '../../../shared/domain/retry-plan.ts'
import { FAULT_KIND, type FaultCode, fault } from '../../../shared/fault.ts'
import { DAY, HOUR, MINUTE, NOW, SECOND } from '../samples.ts'

/** Every fault that a renewal can end with. */
const KINDS: Record<FailureKind, FaultCode[]> = {
  no: [
    'refused',
    'invalid_grant',
    'invalid_client',
    'refresh_reply_lost',
    'client_secret_missing',
    'nothing_to_renew_with',
  ],
  'wrong-settings': [
    'wrong_address',
    'method_not_allowed',
    'invalid_scope',
    'bad_request',
    'certificate',
    'unknown_host',
    'redirected',
  ],
  'not-now': [
    'offline',
    'connection_refused',
    'timed_out',
    'reply_lost',
    'reply_too_large',
    'proxy_refused',
    'server_busy',
    'too_many_requests',
    'not_the_server',
    'no_tokens_in_reply',
    'vault_locked',
    'keeper_lost',
    'bug',
  ],
}

describe('the kinds of failure', () => {
  it.each(Object.entries(KINDS))('%s', (kind, codes) => {
    expect(codes.map((code) => [code, failureKindOf(code)])).toEqual(codes.map((code) => [code, kind]))
  })

  it('call no network trouble a no', () => {
    const passing = (Object.keys(FAULT_KIND) as FaultCode[]).filter((code) => FAULT_KIND[code] === 'not-now')
    expect(new Set(passing.map(failureKindOf))).toEqual(new Set(['not-now']))
  })
})

/** All combinations: rows of [kind, code, unanswered, spends, unansweredBefore, retries used of 3, Retry-After in ms]. */
const COMBINATIONS = (Object.keys(KINDS) as FailureKind[]).flatMap((kind) =>
  KINDS[kind].flatMap((code) =>
    [true, false].flatMap((unanswered) =>
      [true, false].flatMap((spends) =>
        [true, false].flatMap((unansweredBefore) =>
          [0, 1, 2, 3, 4].flatMap((quickRetriesUsed) =>
            [null, 0, 500, 2_000, 2_001, HOUR].map((retryAfterMs) => {
              const facts = { unanswered, spends, unansweredBefore, quickRetriesUsed, retryAfterMs, maxRetries: 3 }
              return { kind, facts: { ...facts, fault: fault(code, { status: 400 }) } satisfies SendFacts }
            }),
          ),
        ),
      ),
    ),
  ),
)

/** Decisions 8 and 9 of the design, said once more and in another order. */
function expected(kind: FailureKind, facts: SendFacts): AfterSend {
  const { code } = facts.fault
  const aboutTheToken = code === 'refused' || code === 'invalid_grant'
  if (kind === 'no' && facts.spends && facts.unansweredBefore && aboutTheToken) {
    return { do: 'stop', kind, fault: fault('refresh_reply_lost', { status: 400 }) }
  }
  const stop: AfterSend = { do: 'stop', kind, fault: facts.fault }
  if (kind !== 'not-now') return stop
  const mayHaveRotated = facts.unanswered && facts.spends
  if (mayHaveRotated && !facts.unansweredBefore) return { do: 'resend' }
  const patienceIsShort = facts.retryAfterMs === null || facts.retryAfterMs <= 2_000
  const quickly = !mayHaveRotated && facts.quickRetriesUsed < 3 && patienceIsShort
  const backoff = [500, 1_000, 2_000][facts.quickRetriesUsed] ?? Number.NaN
  return quickly ? { do: 'retry', afterMs: Math.max(backoff, facts.retryAfterMs ?? 0) } : stop
}

describe('what follows a send without tokens', () => {
  it(`is decided in all ${COMBINATIONS.length} combinations`, () => {
    for (const { kind, facts } of COMBINATIONS) {
      expect(afterSend(facts), JSON.stringify(facts)).toEqual(expected(kind, facts))
    }
  })

  const facts: SendFacts = {
    fault: fault('server_busy', { status: 503 }),
    unanswered: false,
    spends: true,
    unansweredBefore: false,
    quickRetriesUsed: 0,
    maxRetries: 3,
    retryAfterMs: null,
  }

  it.each<[string, Partial<SendFacts>, AfterSend]>([
    ['a busy server', {}, { do: 'retry', afterMs: 500 }],
    ['no quick retries wanted', { maxRetries: 0 }, { do: 'stop', kind: 'not-now', fault: facts.fault }],
    ['a lost reply', { fault: fault('reply_lost'), unanswered: true }, { do: 'resend' }],
    [
      'a lost reply, although none are wanted',
      { fault: fault('reply_lost'), unanswered: true, maxRetries: 0 },
      { do: 'resend' },
    ],
    [
      'a refusal after a lost reply',
      { fault: fault('refused', { status: 401 }), unansweredBefore: true },
      { do: 'stop', kind: 'no', fault: fault('refresh_reply_lost', { status: 401 }) },
    ],
    [
      'a wrong client after a lost reply',
      { fault: fault('invalid_client'), unansweredBefore: true },
      { do: 'stop', kind: 'no', fault: fault('invalid_client') },
    ],
  ])('%s', (_what, changes, after) => {
    expect(afterSend({ ...facts, ...changes })).toEqual(after)
  })

  it('never goes on for ever: every attempt ends after at most one resend and maxRetries', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), fc.nat({ max: 20 }), (lost, maxRetries) => {
        let [quickRetriesUsed, sends, resends, unansweredBefore] = [0, 0, 0, false]
        for (const unanswered of lost) {
          sends++
          const after = afterSend({ ...facts, unanswered, unansweredBefore, quickRetriesUsed, maxRetries })
          if (after.do === 'stop') break
          if (after.do === 'resend') resends++
          else quickRetriesUsed++
          unansweredBefore ||= unanswered
        }
        expect(resends).toBeLessThanOrEqual(1)
        expect(sends).toBeLessThanOrEqual(maxRetries + 2)
      }),
    )
  })
})

const backoff = (changes: Partial<BackoffFacts> = {}): BackoffFacts => ({
  now: NOW,
  kind: 'not-now',
  failures: 1,
  retryAfterMs: null,
  windowMs: 0,
  random: 0.999,
  ...changes,
})

const anyBackoff = fc.record({
  now: fc.constant(NOW),
  kind: fc.constantFrom<FailureKind>('not-now', 'no', 'wrong-settings'),
  failures: fc.integer({ min: 1, max: 10_000 }),
  retryAfterMs: fc.option(fc.nat({ max: 10 * DAY })),
  windowMs: fc.nat({ max: 4 * DAY }),
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
          facts.windowMs > 0 ? Math.max(facts.windowMs / 8, SECOND) : Number.POSITIVE_INFINITY,
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
        // In time for the last second of the old token; after its end the wait at most doubles, and 5 min is the most.
        const allowed = gives <= end - SECOND ? end - gives : Math.min(5 * MINUTE, gives - end + SECOND)
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

describe('Retry-After', () => {
  const date = new Date(NOW).toUTCString()
  it.each<[string, Record<string, string>, number | null]>([
    ['seconds', { 'retry-after': '120' }, 2 * MINUTE],
    ['seconds with space', { 'retry-after': ' 5 ' }, 5 * SECOND],
    ['zero', { 'retry-after': '0' }, 0],
    ['a date, by the server’s own clock', { 'retry-after': new Date(NOW + HOUR).toUTCString(), date }, HOUR],
    ['a date that has passed', { 'retry-after': new Date(NOW - HOUR).toUTCString(), date }, 0],
    ['a date without Date', { 'retry-after': new Date(NOW + HOUR).toUTCString() }, null],
    ['a negative number', { 'retry-after': '-5' }, null],
    ['a fraction', { 'retry-after': '1.5' }, null],
    ['too many digits', { 'retry-after': '9'.repeat(10) }, null],
    ['words', { 'retry-after': 'later' }, null],
    ['nothing', { date }, null],
    ['emptiness', { 'retry-after': '' }, null],
  ])('%s', (_what, headers, ms) => {
    expect(retryAfterOf(headers, readHttpDate)).toBe(ms)
  })
})
