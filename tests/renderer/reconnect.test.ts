import { expect, test } from 'vitest'
import { reconnectDelay } from '../../renderer/host/reconnect.ts'

test('tries again soon at first, never later than five seconds, and not all pages at once', () => {
  expect([1, 2, 3, 5, 50].map((failures) => reconnectDelay(failures, 1))).toEqual([300, 600, 1_200, 4_800, 5_000])
  expect([1, 2, 50].map((failures) => reconnectDelay(failures, 0))).toEqual([150, 300, 2_500])
})
