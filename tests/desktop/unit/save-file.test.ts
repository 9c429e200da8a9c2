/** The only way from the window into a file: what the keeper told, to where a person says, and nothing else. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSaveFile } from '../../../electron/desktop/save-file.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { temporaryFolder } from '../../kit/processes/temporary-folder.ts'

const TOLD: Readonly<Record<string, string>> = { 'support.file': 'a support file', 'moving.export': 'the settings' }
const keeper = { call: async (name: string) => ({ text: TOLD[name] ?? '' }) } as unknown as Bridge

function window(answer: { canceled: boolean; filePath: string }) {
  const asked: object[] = []
  const files = createSaveFile({
    showSaveDialog: async (options: object) => {
      asked.push(options)
      return answer
    },
  } as never)
  return { asked, files, bridge: files.watching(keeper) }
}

test('what was told is written where the person says, closed to others, over what is there', async () => {
  const folder = temporaryFolder()
  const filePath = join(folder, 'help.json')
  writeFileSync(filePath, 'another file', { mode: 0o644 })
  const { asked, files, bridge } = window({ canceled: false, filePath })
  await bridge.call('support.file', {})
  expect(await files.save({ what: 'support' })).toEqual({ saved: true })
  expect(readFileSync(filePath, 'utf8')).toBe('a support file')
  expect(readdirSync(folder)).toEqual(['help.json'])
  // Without that word Linux would write over it without asking.
  expect(asked).toEqual([{ defaultPath: 'everbearer-support.json', properties: ['showOverwriteConfirmation'] }])
})

test('nothing is written that nobody said where to', async () => {
  const folder = temporaryFolder()
  const { files, bridge } = window({ canceled: true, filePath: join(folder, 'x') })
  await bridge.call('moving.export', {})
  expect(await files.save({ what: 'settings' })).toEqual({ saved: false })
  expect(readdirSync(folder)).toEqual([])
})

test('a page cannot save what was not told to it, words of its own, or anything else', async () => {
  const folder = temporaryFolder()
  const { asked, files, bridge } = window({ canceled: false, filePath: join(folder, 'x') })
  await bridge.call('vault.status', {})
  await expect(files.save({ what: 'support' })).rejects.toMatchObject({ fault: { code: 'call_refused' } })
  await bridge.call('support.file', {})
  for (const input of [null, {}, { what: 'tokens' }, { what: 'support', text: 'malware' }, { what: '__proto__' }])
    await expect(files.save(input)).rejects.toMatchObject({ fault: { code: 'bad_shape' } })
  expect([asked, readdirSync(folder)]).toEqual([[], []])
})

test('a place that cannot be written to is a fault with a next step', async () => {
  const filePath = join(temporaryFolder(), 'a folder')
  mkdirSync(filePath)
  const { files, bridge } = window({ canceled: false, filePath })
  await bridge.call('support.file', {})
  await expect(files.save({ what: 'support' })).rejects.toMatchObject({ fault: { code: 'file_unwritable' } })
})
