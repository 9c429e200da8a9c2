import { expect, test } from 'vitest'
import {
  GROUPINGS,
  narrows,
  type Question,
  queryOf,
  readQuestion,
  SORTS,
  sortedBy,
} from '../../../renderer/overview/list/question.ts'
import { STATES } from '../../../shared/connections/states.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import { fc } from '../../kit/properties.ts'
import { EVERYTHING } from './everything.ts'

const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/)

test('a question comes back out of the address as it was', () => {
  const question = fc.record<Question>({
    search: fc.string({ maxLength: 40 }),
    states: fc.subarray([...STATES]),
    systems: fc.uniqueArray(word, { maxLength: 3 }),
    tags: fc.uniqueArray(word, { maxLength: 3 }),
    causes: fc.subarray<FaultCode>(['invalid_client', 'refused', 'token_missing']),
    sort: fc.constantFrom(...SORTS),
    down: fc.boolean(),
    group: fc.constantFrom(...GROUPINGS),
    dense: fc.boolean(),
  })
  fc.assert(
    fc.property(question, (asked) => {
      expect(readQuestion(queryOf(asked))).toEqual(asked)
      expect(readQuestion(queryOf(asked, 'ward-3'))).toEqual(asked)
    }),
  )
})

test('what is asked by itself needs no address, and nonsense asks for nothing', () => {
  expect(queryOf(EVERYTHING)).toBe('')
  expect(queryOf(EVERYTHING, 'ward-3')).toBe('at=ward-3')
  expect(readQuestion('state=nonsense,valid&cause=nonsense&sort=size&group=&order=up&rows=none')).toEqual({
    ...EVERYTHING,
    states: ['valid'],
  })
  expect(readQuestion(`search=${'a'.repeat(500)}`).search).toHaveLength(200)
})

test('a column sorts, then the other way round, then no more', () => {
  const once = sortedBy(EVERYTHING, 'name')
  const twice = sortedBy(once, 'name')
  expect([once.sort, once.down, twice.sort, twice.down]).toEqual(['name', false, 'name', true])
  expect(sortedBy(twice, 'name')).toEqual(EVERYTHING)
  expect(sortedBy(twice, 'end')).toMatchObject({ sort: 'end', down: false })
})

test.each<[boolean, Partial<Question>]>([
  [false, { sort: 'name', group: 'tag', dense: true, search: '  ' }],
  [true, { search: 'a' }],
  [true, { states: ['valid'] }],
  [true, { tags: ['a'] }],
  [true, { causes: ['refused'] }],
])('narrows: %s for %j', (expected, question) => {
  expect(narrows({ ...EVERYTHING, ...question })).toBe(expected)
})
