/** The folder of managed settings, in real files: who owns them and who can write them is looked up before a word is believed. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readSiteFolder, siteFiles, siteFolder } from '../../../../electron/adapters/node/files/site-files.ts'
import { NO_SITE } from '../../../../shared/site/site-settings.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { until } from '../../../kit/processes/until.ts'

function folderWith(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o644 })
  const read = () => readSiteFolder(siteFolder({ EVERBEARER_SITE: folder }))
  return { folder, read, path: (name: string) => join(folder, name) }
}

const unsafe = (path: string, why: string) => ({
  path,
  fault: { code: 'site_file_unsafe', params: { file: path, why } },
})

test('files are read by name, and only those of JSON', () => {
  const { read, path } = folderWith({ '20.json': 'b', '10.json': 'a', 'notes.txt': 'c' })
  expect(read()).toEqual([
    { path: path('10.json'), text: 'a' },
    { path: path('20.json'), text: 'b' },
  ])
})

test('no folder, and an empty one, are no site', () => {
  expect(siteFiles({ EVERBEARER_SITE: '/nowhere/at/all' }, handClock()).settings()).toEqual(NO_SITE)
  expect(folderWith({}).read()).toEqual([])
})

test.each([0o664, 0o646])('a file that others may write (%o) is not believed', (mode) => {
  const { read, path } = folderWith({ '10.json': 'a', '20.json': 'b' })
  chmodSync(path('10.json'), mode)
  expect(read()).toEqual([unsafe(path('10.json'), 'mode'), { path: path('20.json'), text: 'b' }])
})

test('nor is any in a folder that others may write', () => {
  const { read, folder } = folderWith({ '10.json': 'a' })
  chmodSync(folder, 0o777)
  expect(read()).toEqual([unsafe(folder, 'mode')])
})

test('a link, a folder and a pipe are no files', () => {
  const { read, path } = folderWith({ 'a.txt': 'a' })
  symlinkSync(path('a.txt'), path('10.json'))
  mkdirSync(path('20.json'), { mode: 0o755 })
  expect(read()).toEqual([unsafe(path('10.json'), 'link'), unsafe(path('20.json'), 'no_file')])
})

test('a mark in front and UTF-16 are read, and what would have to be guessed is not', () => {
  const { read, path, folder } = folderWith({})
  const text = '{"everbearer":1,"contact":"Wärter"}'
  const files = {
    '10.json': Buffer.from(`\ufeff${text}`, 'utf8'),
    '20.json': Buffer.from(`\ufeff${text}`, 'utf16le'),
    '30.json': Buffer.from(text, 'utf16le'),
    '40.json': Buffer.from(text, 'latin1'),
  }
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes, { mode: 0o644 })
  const guessed = (name: string) => {
    const params = { file: path(name), where: 'file', why: 'no_text_file' }
    return { path: path(name), fault: { code: 'site_file_broken', params } }
  }
  expect(read()).toEqual([
    { path: path('10.json'), text },
    { path: path('20.json'), text },
    guessed('30.json'),
    guessed('40.json'),
  ])
})

test('a file of more than 4 MiB is not read', () => {
  const { read, path } = folderWith({ '10.json': ' '.repeat(4 * 1_024 * 1_024 + 1) })
  const params = { file: path('10.json'), where: 'file', why: 'input_too_large' }
  expect(read()).toEqual([{ path: path('10.json'), fault: { code: 'site_file_broken', params } }])
})

test('without the variable only what root owns is believed', () => {
  expect(siteFolder({}, 'linux').folder).toBe('/etc/everbearer')
  expect(siteFolder({}, 'darwin').folder).toBe('/Library/Application Support/Everbearer')
  const { folder, path } = folderWith({ '10.json': 'a' })
  // An ordinary user's folder is nobody's to believe in.
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(path('10.json'), 65_534, 65_534)
  for (const platform of ['linux', 'darwin'] as const)
    expect(readSiteFolder({ ...siteFolder({}, platform), folder })).toEqual([
      unsafe(isRoot ? path('10.json') : folder, 'owner'),
    ])
})

test('on Windows a file is believed by its security descriptor, and nothing where none was told', () => {
  const { folder, path } = folderWith({ '10.json': 'a', '20.json': 'b', '30.json': 'c' })
  const good = 'O:BAG:SYD:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)'
  const asked: string[][] = []
  const found = (...told: string[]) => {
    const place = siteFolder({ EVERBEARER_SITE: folder }, 'win32', (paths) => {
      asked.push([...paths])
      return told
    })
    return readSiteFolder(place)
  }
  expect(found(good, good, `${good}(A;;FW;;;BU)`)).toEqual([
    { path: path('10.json'), text: 'a' },
    unsafe(path('20.json'), 'mode'),
    unsafe(path('30.json'), 'acl'),
  ])
  expect(asked).toEqual([[folder, path('10.json'), path('20.json'), path('30.json')]])
  expect(found('O:S-1-5-21-1-2-3-1001G:SYD:PAI(A;;FA;;;BA)', good, good, good)).toEqual([unsafe(folder, 'owner')])
  expect(found()).toEqual([unsafe(folder, 'acl')])
  expect(siteFolder({ ProgramData: 'D:\\Data' }, 'win32').folder).toBe('D:\\Data\\Everbearer')
  expect(siteFolder({}, 'win32').folder).toBe('C:\\ProgramData\\Everbearer')
})

test('they are read and judged once, and again when something has changed', async () => {
  const { folder, path } = folderWith({ '10.json': '{"everbearer":1,"contact":"Ward IT"}' })
  const clock = handClock()
  const files = siteFiles({ EVERBEARER_SITE: folder }, clock)
  const first = files.settings()
  expect(first).toMatchObject({ contact: 'Ward IT', files: [path('10.json')] })
  expect(files.settings()).toBe(first)
  const told = Promise.withResolvers<void>()
  const stop = files.subscribe(told.resolve)
  writeFileSync(path('10.json'), '{"everbearer":1,"contact":"Ward IT, 4711"}')
  await until('the change to be seen', () => clock.armed().length > 0)
  await clock.advance(300)
  await told.promise
  expect(files.settings()).toMatchObject({ contact: 'Ward IT, 4711' })
  stop()
})
