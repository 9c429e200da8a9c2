import { expect, test } from 'vitest'
import { DEFAULT_PREFERENCES, withPreference } from '../../electron/core/preferences.ts'
import { readIndex } from '../../shared/connections/kept-index.ts'
import { faultOf } from '../../shared/fault.ts'

test.each([
  ['backgroundRenewal', 'off', { backgroundRenewal: false }],
  ['backgroundRenewal', 'true', { backgroundRenewal: true }],
  ['journalEntries', '100', { journalEntries: 100 }],
  ['theme', 'dark', { theme: 'dark' }],
  ['language', 'en', { language: 'en' }],
  ['demoGuide', 'false', { demoGuide: false }],
])('%s becomes %s, and an index keeps it', (key, value, expected) => {
  const preferences = withPreference(DEFAULT_PREFERENCES, key, value)
  expect(preferences).toEqual({ ...DEFAULT_PREFERENCES, ...expected })
  expect(readIndex({ version: 1, connections: [], preferences })?.preferences).toEqual(preferences)
})

test.each([
  ['backgroundRenewal', 'perhaps', 'not_a_choice'],
  ['journalEntries', '99', 'out_of_range'],
  ['journalEntries', 'many', 'not_a_number'],
  ['theme', 'pink', 'not_a_choice'],
  ['language', 'tlh', 'not_a_choice'],
  ['colour', 'pink', 'unknown_setting'],
])('%s does not become %s', (key, value, code) => {
  const change = () => withPreference(DEFAULT_PREFERENCES, key, value)
  expect(change).toThrow()
  try {
    change()
  } catch (thrown) {
    expect(faultOf(thrown).code).toBe(code)
  }
})
