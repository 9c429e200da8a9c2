import { expect, test } from 'vitest'
import type { VersionSteps } from '../../../shared/connections/version-steps.ts'
import { FIRST_WINDOW, foreignWindowVersion, readWindow } from '../../../shared/preferences/kept-window.ts'

/** As if this version were the third: the first named its sides otherwise, the second had no word for what was told. */
const current = { ...FIRST_WINDOW, bounds: { x: 1, y: 2, width: 300, height: 200 } }
const { told: _told, ...untold } = current
const second = { ...untold, version: 2 }
const { bounds: _bounds, ...unbounded } = second
const first = { ...unbounded, version: 1, place: [1, 2, 300, 200] }
const steps: VersionSteps = [
  ({ place, ...rest }) => {
    const [x, y, width, height] = place as number[]
    return { ...rest, version: 2, bounds: { x, y, width, height } }
  },
  // What the present schema reads is called 1 here too, since it is the only one there is.
  (content) => ({ ...content, version: 1, told: FIRST_WINDOW.told }),
]

test.each([
  ['the first', first],
  ['the second', second],
])('an older file is brought up to date step by step: %s', (_which, content) => {
  expect(readWindow(content, steps)).toEqual(current)
})

test('a step that cannot be made leaves nothing half done', () => {
  expect(readWindow({ ...first, place: ['left', 2, 300, 200] }, steps)).toBeNull()
})

test.each([[null], ['text'], [[]], [{}], [{ ...current, version: 0 }], [{ ...current, version: 9 }]])(
  'what is no window.json is none: %j',
  (content) => {
    expect(readWindow(content)).toBeNull()
  },
)

test('what this version wrote is read as it is', () => {
  expect(readWindow(current)).toEqual(current)
})

test('one of another version is told from one that is damaged', () => {
  expect(foreignWindowVersion({ ...current, version: 9 })).toBe(9)
  for (const content of [current, null, 'text', {}, { version: 'nine' }])
    expect(foreignWindowVersion(content)).toBeNull()
})
