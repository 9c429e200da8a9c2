import { expect, test } from 'vitest'
import { takeVerbose } from '../../electron/commands/input/verbose.ts'

test.each([
  ['list --verbose', 'list', true],
  ['--verbose list', 'list', true],
  ['list', 'list', false],
  ['--verbose exec ward -- curl --verbose', 'exec ward -- curl --verbose', true],
  ['exec ward -- curl --verbose', 'exec ward -- curl --verbose', false],
  ['show exec --verbose', 'show exec', true],
  ['exec ward curl --verbose', 'exec ward curl --verbose', false],
])('%s', (given, words, verbose) => {
  expect(takeVerbose(given.split(' '))).toEqual({ words: words.split(' '), verbose })
})
