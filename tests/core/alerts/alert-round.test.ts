import { expect, test } from 'vitest'
import { type AlertCandidate, draftsOf, fitToLimit, toldAfter } from '../../../electron/core/alerts/alert-round.ts'
import type { Concern } from '../../../shared/alerts/cause.ts'
import type { FaultCode } from '../../../shared/fault.ts'

const needs = (fault: FaultCode): Concern => ({ event: 'needs_person', fault, days: null })
const ends = (days: number): Concern => ({ event: 'ends_soon', fault: null, days })
const looked = (...concerns: readonly Concern[]): AlertCandidate[] =>
  concerns.map((concern, at) => ({ id: `id-${at}`, name: `ward-${at}`, concern, told: undefined }))

const STORM = looked(needs('refused'), ends(7), needs('invalid_client'), ends(14), needs('invalid_scope'), ends(1))
const drafts = draftsOf(STORM)
const said = (room: number) =>
  fitToLimit(drafts, room).map(({ event, fault, days, connections }) => [event, fault, days, connections.join(' ')])

test('with room for all, each cause is told alone', () => {
  expect(fitToLimit(drafts, 6)).toEqual(drafts)
})

test('the last of the room sums up the rest of its kind, with the farthest end; other kinds wait', () => {
  expect(said(4).slice(3)).toEqual([['ends_soon', null, 14, 'ward-1 ward-3 ward-5']])
  expect(said(2)).toEqual([
    ['needs_person', 'refused', null, 'ward-0'],
    ['needs_person', null, null, 'ward-2 ward-4'],
  ])
  expect(said(1)).toEqual([['needs_person', null, null, 'ward-0 ward-2 ward-4']])
  expect(said(0)).toEqual([])
})

test('what stood in a sum counts as told by its own cause, so that a change of it is news', () => {
  const told = toldAfter({}, STORM, fitToLimit(drafts, 1), () => true)
  expect(told).toEqual({
    'id-0': 'needs_person refused ',
    'id-2': 'needs_person invalid_client ',
    'id-4': 'needs_person invalid_scope ',
  })
  const again = STORM.map((each) => ({ ...each, told: told[each.id] }))
  expect(draftsOf(again).flatMap(({ connections }) => connections)).toEqual(['ward-1', 'ward-3', 'ward-5'])
})
