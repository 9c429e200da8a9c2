import { expect, test } from 'vitest'
import { withLastAnswer } from '../../renderer/state/last-answer.ts'

test('is worked out anew for another question, and for no other reason', () => {
  let times = 0
  const counted = withLastAnswer((list: readonly number[], most?: number) => {
    times += 1
    return list.slice(0, most)
  })
  const list = [1, 2, 3]
  const first = counted(list)
  expect(counted(list)).toBe(first)
  expect(times).toBe(1)
  expect(counted(list, undefined)).toEqual([1, 2, 3])
  expect(counted(list, 1)).toEqual([1])
  expect(counted(list)).toEqual([1, 2, 3])
  const same = counted([...list])
  expect(same).toEqual([1, 2, 3])
  expect(times).toBe(5)
})
