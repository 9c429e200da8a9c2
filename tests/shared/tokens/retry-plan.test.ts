import { describe, expect, it } from 'vitest'
import { type FaultCode, fault } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import {
  type AfterSend,
  afterSend,
  type FailureKind,
  failureKindOf,
  pauseBeforeRetry,
  retryAfterOf,
  type SendFacts,
} from '../../../shared/tokens/retry-plan.ts'
import { fc } from '../../kit/properties.ts'
import { HOUR, MINUTE, NOW, SECOND } from '../samples.ts'

/** Every fault that a renewal can end with. */
const KINDS: Record<FailureKind, FaultCode[]> = {
  no: [
    'refused',
    'invalid_grant',
    'invalid_client',
    'refresh_reply_lost',
    'refresh_reply_unusable',
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
              const facts = {
                ...{
                  isUnanswered: unanswered,
                  isSpending: spends,
                  wasUnansweredBefore: unansweredBefore,
                  superseded: null,
                },
                ...{ quickRetriesUsed, retryAfterMs, maxRetries: 3 },
              }
              return { kind, facts: { ...facts, fault: fault(code, { status: 400 }) } satisfies SendFacts }
            }),
          ),
        ),
      ),
    ),
  ),
)

/** docs/decisions.md 8 and 9, said once more and in another order. */
function expected(kind: FailureKind, facts: SendFacts): AfterSend {
  const { code } = facts.fault
  const aboutTheToken = code === 'refused' || code === 'invalid_grant'
  if (kind === 'no' && facts.isSpending && facts.wasUnansweredBefore && aboutTheToken) {
    return { do: 'stop', kind, fault: fault('refresh_reply_lost', { status: 400 }) }
  }
  const stop: AfterSend = { do: 'stop', kind, fault: facts.fault }
  if (kind !== 'not-now') return stop
  const mayHaveRotated = facts.isUnanswered && facts.isSpending
  if (mayHaveRotated && !facts.wasUnansweredBefore) return { do: 'resend' }
  const patienceIsShort = facts.retryAfterMs === null || facts.retryAfterMs <= 2_000
  const quickly = !mayHaveRotated && facts.quickRetriesUsed < 3 && patienceIsShort
  const backoff = [500, 1_000, 2_000][facts.quickRetriesUsed] ?? Number.NaN
  return quickly ? { do: 'retry', afterMs: backoff, notBeforeMs: facts.retryAfterMs ?? 0 } : stop
}

const REFUSED = { fault: fault('refused', { status: 401 }) }

describe('what follows a send without tokens', () => {
  it(`is decided in all ${COMBINATIONS.length} combinations`, () => {
    for (const { kind, facts } of COMBINATIONS) {
      expect(afterSend(facts), JSON.stringify(facts)).toEqual(expected(kind, facts))
    }
  })

  const facts: SendFacts = {
    fault: fault('server_busy', { status: 503 }),
    isUnanswered: false,
    isSpending: true,
    wasUnansweredBefore: false,
    superseded: null,
    quickRetriesUsed: 0,
    maxRetries: 3,
    retryAfterMs: null,
  }

  it.each<[string, Partial<SendFacts>, AfterSend]>([
    ['a busy server', {}, { do: 'retry', afterMs: 500, notBeforeMs: 0 }],
    ['no quick retries wanted', { maxRetries: 0 }, { do: 'stop', kind: 'not-now', fault: facts.fault }],
    ['a lost reply', { fault: fault('reply_lost'), isUnanswered: true }, { do: 'resend' }],
    [
      'a lost reply, although none are wanted',
      { fault: fault('reply_lost'), isUnanswered: true, maxRetries: 0 },
      { do: 'resend' },
    ],
    [
      'a refusal after a lost reply',
      { fault: fault('refused', { status: 401 }), wasUnansweredBefore: true },
      { do: 'stop', kind: 'no', fault: fault('refresh_reply_lost', { status: 401 }) },
    ],
    [
      'a wrong client after a lost reply',
      { fault: fault('invalid_client'), wasUnansweredBefore: true },
      { do: 'stop', kind: 'no', fault: fault('invalid_client') },
    ],
    ['a successor that is refused', { ...REFUSED, superseded: 'ready' }, { do: 'send-superseded' }],
    ['one that makes no sense there', { fault: fault('bad_request'), superseded: 'ready' }, { do: 'send-superseded' }],
    [
      'one whose reply was lost too',
      { ...REFUSED, wasUnansweredBefore: true, superseded: 'ready' },
      { do: 'send-superseded' },
    ],
    ['a successor that meets a busy server', { superseded: 'ready' }, { do: 'retry', afterMs: 500, notBeforeMs: 0 }],
    [
      'a successor beside a wrong client',
      { fault: fault('invalid_client'), superseded: 'ready' },
      { do: 'stop', kind: 'no', fault: fault('invalid_client') },
    ],
    [
      'the one before it, refused as well',
      { ...REFUSED, superseded: 'now' },
      { do: 'stop', kind: 'no', fault: fault('refresh_reply_unusable', { status: 401 }) },
    ],
    ['the one before it at a busy server', { superseded: 'now' }, { do: 'retry', afterMs: 500, notBeforeMs: 0 }],
    [
      'the one before it, without a reply: once is enough',
      { fault: fault('reply_lost'), isUnanswered: true, superseded: 'now' },
      { do: 'stop', kind: 'not-now', fault: fault('reply_lost') },
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
          const after = afterSend({
            ...facts,
            isUnanswered: unanswered,
            wasUnansweredBefore: unansweredBefore,
            quickRetriesUsed,
            maxRetries,
          })
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

describe('Retry-After', () => {
  const date = new Date(NOW).toUTCString()
  it.each<[string, Record<string, string>, number | null]>([
    ['seconds', { 'retry-after': '120' }, 2 * MINUTE],
    ['seconds with space', { 'retry-after': ' 5 ' }, 5 * SECOND],
    ['zero', { 'retry-after': '0' }, 0],
    ['a date, by the server’s own clock', { 'retry-after': new Date(NOW + HOUR).toUTCString(), date }, HOUR],
    ['a date that has passed', { 'retry-after': new Date(NOW - HOUR).toUTCString(), date }, 0],
    ['a date without Date, by our clock', { 'retry-after': new Date(NOW + HOUR).toUTCString() }, HOUR],
    ['a negative number', { 'retry-after': '-5' }, null],
    ['a fraction', { 'retry-after': '1.5' }, 1_500],
    ['a unit', { 'retry-after': '60s' }, MINUTE],
    ['ISO 8601', { 'retry-after': new Date(NOW + HOUR).toISOString(), date }, HOUR],
    ['seconds since 1970', { 'retry-after': String((NOW + HOUR) / SECOND), date }, HOUR],
    ['too many digits', { 'retry-after': '9'.repeat(20) }, null],
    ['words', { 'retry-after': 'later' }, null],
    ['nothing', { date }, null],
    ['emptiness', { 'retry-after': '' }, null],
  ])('%s', (_what, headers, ms) => {
    expect(retryAfterOf(headers, NOW)).toBe(ms)
  })
})

it('pauses between half of its backoff and all of it, and never ends before Retry-After', () => {
  fc.assert(
    fc.property(
      fc.nat(300_000),
      fc.nat(300_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (afterMs, notBeforeMs, random) => {
        const pause = pauseBeforeRetry({ afterMs, notBeforeMs }, random)
        expect(pause).toBeGreaterThanOrEqual(Math.max(notBeforeMs, afterMs / 2))
        expect(pause).toBeLessThanOrEqual(Math.max(notBeforeMs, afterMs))
      },
    ),
  )
})
