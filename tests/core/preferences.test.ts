import { describe, expect, it, test } from 'vitest'
import { DEFAULT_PREFERENCES, withPreference } from '../../electron/core/preferences.ts'
import { fault, faultOf } from '../../shared/fault.ts'
import { readIndex } from '../../shared/index-file/stored-index.ts'
import { memoryPorts } from '../kit/memory-ports.ts'
import { memoryIndex } from '../kit/processes/memory-files.ts'
import { startKeeper } from './started-keeper.ts'

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

test('every other choice is told, and the same one again is not', async () => {
  const { keeper } = await startKeeper()
  let told = 0
  keeper.subscribe(({ notice }) => {
    if (notice === 'settings.changed') told += 1
  })
  for (const value of ['dark', 'dark', 'light']) await keeper.handlers['settings.set']({ key: 'theme', value })
  expect(told).toBe(2)
  await expect(keeper.handlers['settings.set']({ key: 'theme', value: 'pink' })).rejects.toThrow()
  expect(told).toBe(2)
})

describe('a setting that was answered as set', () => {
  it('is in the file already: a kill right after it loses nothing', async () => {
    const { keeper, ports } = await startKeeper()
    await keeper.handlers['settings.set']({ key: 'theme', value: 'dark' })
    expect(readIndex(ports.index.read())?.preferences.theme).toBe('dark')
    await keeper.handlers['consumers.listen']({ key: 'consumers.port', value: '4711' })
    expect(readIndex(ports.index.read())?.preferences['consumers.port']).toBe(4711)
  })

  it('is refused where the file takes nothing, and then nothing has changed', async () => {
    const { keeper, ports } = await startKeeper()
    const set = (call: 'settings.set' | 'consumers.listen', key: string, value: string) => {
      ports.index.failNext(fault('state_folder_unusable', { detail: 'ENOSPC' }))
      return expect(keeper.handlers[call]({ key, value })).rejects.toMatchObject({
        fault: { code: 'state_folder_unusable' },
      })
    }
    await set('settings.set', 'theme', 'dark')
    await set('consumers.listen', 'consumers.port', '4711')
    expect(await keeper.handlers['settings.get']({})).toEqual(DEFAULT_PREFERENCES)
    await ports.index.flush()
    expect(readIndex(ports.index.read())?.preferences).toEqual(DEFAULT_PREFERENCES)
  })

  it('is refused where the file is another build’s, which nothing is written to', async () => {
    const ports = memoryPorts({ index: memoryIndex(null, null, 9) })
    const { keeper } = await startKeeper(ports)
    await expect(keeper.handlers['settings.set']({ key: 'theme', value: 'dark' })).rejects.toMatchObject({
      fault: { code: 'file_newer', params: { version: 9 } },
    })
    expect(await keeper.handlers['settings.get']({})).toEqual(DEFAULT_PREFERENCES)
  })
})
