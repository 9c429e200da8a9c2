import { expect, test } from 'vitest'
import { createDueQueue } from '../../../electron/core/renewal/due-queue.ts'
import { fc } from '../../kit/properties.ts'

const step = fc.oneof(
  fc.record({
    do: fc.constant('set' as const),
    item: fc.integer({ min: 0, max: 9 }),
    at: fc.option(fc.integer({ min: 0, max: 50 })),
  }),
  fc.record({ do: fc.constant('take' as const), now: fc.integer({ min: 0, max: 50 }) }),
)

test('behaves as a plain map of moments would', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = createDueQueue<number>()
      const model = new Map<number, number>()
      for (const each of steps) {
        if (each.do === 'set') {
          queue.set(each.item, each.at)
          if (each.at === null) model.delete(each.item)
          else model.set(each.item, each.at)
        } else {
          const due = [...model].filter(([, at]) => at <= each.now).map(([item]) => item)
          for (const item of due) model.delete(item)
          expect(queue.takeDue(each.now).sort()).toEqual(due.sort())
        }
        expect(queue.nextAt()).toBe(model.size === 0 ? null : Math.min(...model.values()))
      }
    }),
  )
})

test('keeps who is due when, however often others are planned anew', () => {
  const queue = createDueQueue<number>()
  queue.set(4, 5_000)
  for (let round = 0; round < 100; round++) for (const item of [1, 2, 3]) queue.set(item, 1_000 + round + item)
  expect(queue.nextAt()).toBe(1_100)
  expect(queue.takeDue(1_101)).toEqual([1, 2])
  expect(queue.takeDue(9_999)).toEqual([3, 4])
})

test('of equal moments none is moved before another without need', () => {
  const queue = createDueQueue<string>()
  for (const item of ['a', 'b', 'c', 'd']) queue.set(item, 1_000)
  expect(queue.takeDue(1_000)).toEqual(['a', 'd', 'c', 'b'])
  for (const [item, at] of Object.entries({ a: 1, b: 2, c: 2, d: 3 })) queue.set(item, at)
  expect(queue.takeDue(3)).toEqual(['a', 'b', 'c', 'd'])
})
