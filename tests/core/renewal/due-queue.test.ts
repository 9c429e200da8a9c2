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
