/** What is planned for a connection that nobody has read from the vault so far. */
import { expect, test } from 'vitest'
import type { ConnectionRecord } from '../../../electron/core/connections/connection-record.ts'
import { createRenewalPlans } from '../../../electron/core/renewal/renewal-plans.ts'
import { DEFAULT_POLICY } from '../../../shared/tokens/refresh-plan.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { connection, NOW, tokenSet } from '../../shared/samples.ts'

const plans = createRenewalPlans({ clock: handClock(NOW), mayRenew: () => true, policy: DEFAULT_POLICY })
const recordOf = (part: Partial<ConnectionRecord>) =>
  ({ system: 'draw', inFlight: null, notBefore: null, jitter: 0, ...part }) as ConnectionRecord

test('is nothing, until it has been read', () => {
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
