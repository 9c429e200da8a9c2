/** What is planned, where the facts of a record lead to something else than the plan by itself. */
import { expect, test } from 'vitest'
import type { ConnectionRecord } from '../../../electron/core/connections/connection-record.ts'
import { createRenewalPlans } from '../../../electron/core/renewal/renewal-plans.ts'
import { DEFAULT_POLICY } from '../../../shared/tokens/refresh-plan.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { connection, NOW, tokenSet } from '../../shared/samples.ts'

const alone = { vault: () => memoryPorts().vault }
const plans = createRenewalPlans({
  clock: handClock(NOW),
  connections: alone,
  mayRenew: () => true,
  policy: DEFAULT_POLICY,
})
const recordOf = (part: Partial<ConnectionRecord>) =>
  ({ system: 'draw', inFlight: null, notBefore: null, jitter: 0, ...part }) as ConnectionRecord

test('nothing is planned for what has not been read', () => {
  const unread = recordOf({ connection: null })
  expect(plans.windowOf(unread)).toBe(null)
  expect(plans.step(unread)).toBe(null)
  expect(plans.plannedAt(unread)).toBe(null)
  expect(plans.isWanted(unread)).toBe(false)
  const tokens = tokenSet({ issuedAt: NOW, expiresAt: NOW + 3_600_000 })
  const read = recordOf({ connection: connection({ tokens }) })
  expect(plans.windowOf(read)).toMatchObject({ end: NOW + 3_600_000, hard: NOW + 3_540_000 })
  expect(plans.plannedAt(read)).toBe(NOW + 2_880_000)
})

test('an "asked" that nobody is at is due at once; of a shared vault its marks tell that', () => {
  const shared = memoryPorts().vault
  const amongOthers = createRenewalPlans({
    clock: handClock(NOW),
    connections: { vault: () => ({ ...shared, kind: 'shared' }) },
    mayRenew: () => true,
    policy: DEFAULT_POLICY,
  })
  const tokens = tokenSet({ issuedAt: NOW, expiresAt: NOW + 3_600_000, generation: 4 })
  const planned = (asked: { generation?: number; unanswered?: boolean }, part: Partial<ConnectionRecord> = {}) => {
    const mark = { generation: 4, at: NOW, unanswered: false, ...asked }
    const record = recordOf({ connection: connection({ tokens, asked: mark }), narrowing: null, ...part })
    return [plans, amongOthers].map((each) => each.step(record))
  }
  const later = { do: 'wait', until: NOW + 2_880_000 }
  const rests = { do: 'rest', why: 'in_flight' }
  expect(planned({})).toEqual([{ do: 'renew', why: 'cut' }, later])
  expect(planned({ unanswered: true })).toEqual([later, later])
  expect(planned({ generation: 3 })).toEqual([later, later])
  expect(planned({}, { narrowing: Promise.resolve() })).toEqual([later, later])
  expect(planned({}, { inFlight: Promise.resolve({ ok: true }) })).toEqual([rests, rests])
})
