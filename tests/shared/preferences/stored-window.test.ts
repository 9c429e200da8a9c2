import { expect, test } from 'vitest'
import { DEFAULT_WINDOW, foreignWindowVersion, readWindow } from '../../../shared/preferences/stored-window.ts'

const current = { ...DEFAULT_WINDOW, bounds: { x: 1, y: 2, width: 300, height: 200 } }

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
