import { expect, test } from 'vitest'
import { saidOnce } from '../../../../electron/core/fleet/vault/said-once.ts'
import { fault } from '../../../../shared/fault.ts'

test('a trouble is seen until it is over, and a store that went back for a day', () => {
  let now = 1_000
  const said = saidOnce({ monotonic: () => now }, () => undefined)
  const seenAfter = (ms: number): string | undefined => {
    now += ms
    said.over()
    return said.last()?.code
  }
  said.say(fault('letter_unsigned'))
  expect(said.last()?.code).toBe('letter_unsigned')
  expect(seenAfter(0)).toBeUndefined()
  said.say(fault('store_went_back'))
  expect(seenAfter(0)).toBe('store_went_back')
  expect(seenAfter(24 * 3_600_000 - 1)).toBe('store_went_back')
  expect(seenAfter(1)).toBeUndefined()
})
