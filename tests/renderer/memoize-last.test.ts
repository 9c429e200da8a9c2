import { expect, test } from 'vitest'
import { haveSameItems, memoizeLast } from '../../renderer/state/memoize-last.ts'

test('is worked out anew for another question, and for no other reason', () => {
  let times = 0
  const counted = memoizeLast((list: readonly number[], most?: number) => {
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

test('gives the answer before once more where the next one says the same', () => {
  const even = memoizeLast((list: readonly number[]) => list.filter((each) => each % 2 === 0), haveSameItems)
  const first = even([1, 2, 4])
  expect(even([2, 3, 4])).toBe(first)
  const [fewer, others] = [even([2]), even([4])]
  expect([first, fewer, others]).toEqual([[2, 4], [2], [4]])
  expect(even([4, 5])).toBe(others)
})
