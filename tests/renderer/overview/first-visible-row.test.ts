import { expect, test } from 'vitest'
import { firstVisibleRow } from '../../../renderer/overview/list/first-visible-row.ts'

/** Rows of 45 px, the eleventh of which begins at 495. */
const cutAt = (top: number) => ({ index: Math.floor(top / 45), start: Math.floor(top / 45) * 45, size: 45 })

test.each([
  ['where it begins', 495, 11],
  ['a little of it is gone', 509, 11],
  ['what is above the list has become 14 px less', 481, 11],
  ['most of it is gone', 520, 12],
])('the list begins with a row when %s', (_what, top, index) => {
  expect(firstVisibleRow(cutAt(top), top)).toBe(index)
})

test('gone to again and again, with a few pixels less above each time, a row stays the same', () => {
  let index = 11
  for (let visit = 0; visit < 10; visit += 1) index = firstVisibleRow(cutAt(index * 45 - 14), index * 45 - 14)
  expect(index).toBe(11)
})
