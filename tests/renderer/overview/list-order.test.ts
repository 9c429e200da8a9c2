import { describe, expect, test } from 'vitest'
import {
  countsOf,
  groupRows,
  isStillInOrder,
  matchingPlaces,
  sameCounts,
  sameMembers,
} from '../../../renderer/overview/list/list-order.ts'
import type { ListQuery } from '../../../renderer/overview/list/list-query.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { viewWith } from '../../kit/view.ts'
import { EVERYTHING } from './everything.ts'

const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`
const renewed = (hour: number): ConnectionView['lastRefresh'] => ({
  ...{ at: at(hour), tookMs: 1, outcome: 'renewed', rotated: false, fault: null },
})

const VIEWS: readonly ConnectionView[] = [
  viewWith({ name: 'ward-10', tags: ['north'], expiresAt: at(9), lastRefresh: renewed(1) }),
  viewWith({
    name: 'ward-9',
    system: 'osais',
    state: 'needs-person',
    baseUrl: 'https://Lab.example/',
    lastRefresh: null,
  }),
  viewWith({ name: 'archive', state: 'paused', tags: ['south', 'north'], note: 'Ask Radiology', expiresAt: at(7) }),
  viewWith({ name: 'night', system: 'runai', state: 'expired', expiresAt: at(3), lastRefresh: renewed(2) }),
]

const found = (query: Partial<ListQuery>) =>
  matchingPlaces(VIEWS, { ...EVERYTHING, ...query }).map((place) => VIEWS[place]?.name)

describe('the list', () => {
  test.each<[string, Partial<ListQuery>, readonly string[]]>([
    ['all, as they were added', {}, ['ward-10', 'ward-9', 'archive', 'night']],
    ['the last added first', { down: true }, ['night', 'archive', 'ward-9', 'ward-10']],
    ['by name, numbers as numbers', { sort: 'name' }, ['archive', 'night', 'ward-9', 'ward-10']],
    ['by name, backwards', { sort: 'name', down: true }, ['ward-10', 'ward-9', 'night', 'archive']],
    ['by state, who needs a person first', { sort: 'state' }, ['ward-9', 'night', 'archive', 'ward-10']],
    ['by end, what has none last', { sort: 'end' }, ['night', 'archive', 'ward-10', 'ward-9']],
    ['by last renewal, the newest first', { sort: 'last' }, ['night', 'ward-10', 'ward-9', 'archive']],
    ['by words of the name', { search: ' WARD ' }, ['ward-10', 'ward-9']],
    ['by each of several words, wherever they stand', { search: 'lab ward' }, ['ward-9']],
    ['by a word of the note', { search: 'radio' }, ['archive']],
    ['by a tag, typed', { search: 'north' }, ['ward-10', 'archive']],
    ['by one of several states', { states: ['paused', 'expired'] }, ['archive', 'night']],
    ['by one of several tags', { tags: ['south', 'north'] }, ['ward-10', 'archive']],
    ['by state and tag', { states: ['paused'], tags: ['north'] }, ['archive']],
    ['by system', { systems: ['osais', 'runai'] }, ['ward-9', 'night']],
    ['by the cause for which they need a person, as told or as their state says', { causes: ['refused'] }, ['ward-9']],
    ['by a cause that none has', { causes: ['invalid_client'] }, []],
    ['nothing', { search: 'nowhere' }, []],
  ])('%s', (_what, query, names) => {
    expect(found(query)).toEqual(names)
  })

  test.each<[ListQuery['group'], readonly string[]]>([
    ['none', ['ward-10', 'ward-9', 'archive', 'night']],
    ['state', ['needs-person 1', 'ward-9', 'expired 1', 'night', 'paused 1', 'archive', 'valid 1', 'ward-10']],
    ['system', ['draw 2', 'ward-10', 'archive', 'osais 1', 'ward-9', 'runai 1', 'night']],
    ['tag', ['north 2', 'ward-10', 'archive', 'south 1', 'archive', ' 2', 'ward-9', 'night']],
  ])('in groups by %s', (by, expected) => {
    const items = groupRows(VIEWS, matchingPlaces(VIEWS, EVERYTHING), by)
    const said = items.map((item) => (item.kind === 'group' ? `${item.key} ${item.count}` : VIEWS[item.place]?.name))
    expect(said).toEqual(expected)
  })

  const CHANGES: readonly Partial<ConnectionView>[] = [
    {},
    { generation: 9 },
    { state: 'expired' },
    { state: 'valid' },
    { expiresAt: at(4) },
    { lastRefresh: renewed(5) },
    { tags: ['south'] },
    { note: 'ward' },
    { name: 'zebra-1' },
  ]
  const QUESTIONS: readonly Partial<ListQuery>[] = [
    ...(['added', 'name', 'state', 'end', 'last'] as const).flatMap((sort) => [{ sort }, { sort, down: true }]),
    { search: 'ward' },
    { states: ['valid', 'expired'], sort: 'end' },
    { tags: ['north'] },
  ]

  test.each(QUESTIONS)('is known to be in another order now without being put in order: %j', (asked) => {
    const query = { ...EVERYTHING, ...asked }
    const held = matchingPlaces(VIEWS, query)
    const told = VIEWS.flatMap((view, place) =>
      CHANGES.map((change) => {
        const now = VIEWS.with(place, { ...view, ...change })
        const anew = matchingPlaces(now, query)
        expect(isStillInOrder(now, query, held, true), JSON.stringify([place, change])).toBe(`${anew}` === `${held}`)
        expect(isStillInOrder(now, query, held, false)).toBe(anew.length === held.length)
        return isStillInOrder(now, query, held, true)
      }),
    )
    expect(told).toContain(true)
  })

  test('what there is to choose from', () => {
    const { states, systems, tags } = countsOf(VIEWS)
    expect([...states]).toEqual([
      ['valid', 1],
      ['needs-person', 1],
      ['paused', 1],
      ['expired', 1],
    ])
    expect([...systems]).toEqual([
      ['draw', 2],
      ['osais', 1],
      ['runai', 1],
    ])
    expect([...tags]).toEqual([
      ['north', 2],
      ['south', 1],
    ])
  })

  test('is the same for as long as there are as many of each', () => {
    const counts = countsOf(VIEWS)
    const [first, ...rest] = VIEWS
    expect(sameCounts(counts, countsOf([...rest, { ...first, generation: 9 } as ConnectionView]))).toBe(true)
    expect(sameCounts(counts, countsOf([...rest, { ...first, state: 'expiring' } as ConnectionView]))).toBe(false)
    expect(sameCounts(counts, countsOf([...rest, { ...first, tags: ['east'] } as unknown as ConnectionView]))).toBe(
      false,
    )
    expect(sameCounts(counts, countsOf(rest))).toBe(false)
  })

  test('ten thousand are ordered while a person notices nothing', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      viewWith({ name: `c-${(n * 7_919) % 10_000}`, id: String(n) }),
    )
    const sorted = matchingPlaces(many, { ...EVERYTHING, sort: 'name', search: 'c-' })
    expect(sorted.slice(0, 3).map((place) => many[place]?.name)).toEqual(['c-0', 'c-1', 'c-2'])
  })

  test('the same members, whatever has become of them', () => {
    const [first, ...rest] = VIEWS
    expect(sameMembers(VIEWS, [{ ...first, state: 'paused' } as ConnectionView, ...rest])).toBe(true)
    expect(sameMembers(VIEWS, rest)).toBe(false)
    expect(sameMembers(VIEWS, [...rest, ...VIEWS.slice(0, 1)])).toBe(false)
  })
})
