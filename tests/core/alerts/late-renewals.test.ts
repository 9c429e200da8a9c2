import { expect, test } from 'vitest'
import { createLateRenewals } from '../../../electron/core/alerts/late-renewals.ts'
import { fault } from '../../../shared/fault.ts'

test('of a connection that was removed nothing is remembered: the same id begins anew', () => {
  let now = 0
  const late = createLateRenewals(() => now)
  const look = (id: string) =>
    late.concern({ id, state: 'expired', fault: fault('store_unreachable'), concern: 'hold', told: undefined })
  for (const id of ['here', 'gone']) expect(look(id)).toBe('hold')
  now = 900_000
  late.keepOnly((id) => id === 'here')
  expect(look('here')).toMatchObject({ event: 'needs_person', fault: 'store_unreachable' })
  expect(look('gone')).toBe('hold')
})
