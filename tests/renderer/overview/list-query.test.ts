import { expect, test } from 'vitest'
import {
  GROUPINGS,
  hasFilters,
  type ListQuery,
  queryStringOf,
  readListQuery,
  SORTS,
  withSort,
} from '../../../renderer/overview/list/list-query.ts'
import { STATES } from '../../../shared/connections/states.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import { fc } from '../../kit/properties.ts'
import { EVERYTHING } from './everything.ts'

const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/)

test('a query comes back out of the address as it was', () => {
  const query = fc.record<ListQuery>({
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
    fc.property(query, (asked) => {
      expect(readListQuery(queryStringOf(asked))).toEqual(asked)
      expect(readListQuery(queryStringOf(asked, 'ward-3'))).toEqual(asked)
    }),
  )
})

test('what is asked by itself needs no address, and nonsense asks for nothing', () => {
  expect(queryStringOf(EVERYTHING)).toBe('')
  expect(queryStringOf(EVERYTHING, 'ward-3')).toBe('at=ward-3')
  expect(readListQuery('state=nonsense,valid&cause=nonsense&sort=size&group=&order=up&rows=none')).toEqual({
    ...EVERYTHING,
    states: ['valid'],
  })
  expect(readListQuery(`search=${'a'.repeat(500)}`).search).toHaveLength(200)
})

test('a column sorts, then the other way round, then no more', () => {
  const once = withSort(EVERYTHING, 'name')
  const twice = withSort(once, 'name')
  expect([once.sort, once.down, twice.sort, twice.down]).toEqual(['name', false, 'name', true])
  expect(withSort(twice, 'name')).toEqual(EVERYTHING)
  expect(withSort(twice, 'end')).toMatchObject({ sort: 'end', down: false })
})

test.each<[boolean, Partial<ListQuery>]>([
  [false, { sort: 'name', group: 'tag', dense: true, search: '  ' }],
  [true, { search: 'a' }],
  [true, { states: ['valid'] }],
  [true, { tags: ['a'] }],
  [true, { causes: ['refused'] }],
])('narrows: %s for %j', (expected, query) => {
  expect(hasFilters({ ...EVERYTHING, ...query })).toBe(expected)
})
