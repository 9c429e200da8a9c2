import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import '../../kit/processes/absent-electron.ts'
import type { Fault } from '../../../shared/fault.ts'
import { DEFAULT_WINDOW } from '../../../shared/preferences/stored-window.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { temporaryFolder } from '../../kit/processes/temporary-folder.ts'
import { until } from '../../kit/processes/until.ts'

const { windowFile } = await import('../../../electron/adapters/electron/window-file.ts')

const bounds = { x: -40, y: 12, width: 900, height: 700 }

function opened(folder = temporaryFolder()) {
  const clock = handClock()
  const troubles: Fault[] = []
  const file = windowFile({ folder, clock, troubled: (trouble) => troubles.push(trouble) })
  return { folder, clock, troubles, file }
}

const contentOf = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))

test('begins as new, and a drag costs one write half a second later', async () => {
  const { folder, clock, file, troubles } = opened()
  expect([file.current(), file.setAside]).toEqual([DEFAULT_WINDOW, null])
  for (let x = 0; x < 60; x++) file.change({ bounds: { ...bounds, x } })
  expect(file.current().bounds?.x).toBe(59)
  expect(readdirSync(folder)).toEqual([])
  await clock.advance(500)
  await until('the file', () => readdirSync(folder).includes('window.json'))
  expect(contentOf(folder)).toEqual({ ...DEFAULT_WINDOW, bounds: { ...bounds, x: 59 } })
  expect(statSync(join(folder, 'window.json')).mode & 0o777).toBe(0o600)
  expect([readdirSync(folder), clock.armed(), troubles]).toEqual([['window.json'], [], []])
})

test('what was changed is there at the next start', async () => {
  const { folder, file } = opened()
  file.change({ closeToTray: false, told: { closeToTray: true, noTray: false } })
  await file.flush()
  expect(opened(folder).file.current()).toEqual({
    ...DEFAULT_WINDOW,
    closeToTray: false,
    told: { closeToTray: true, noTray: false },
  })
})

test('flush writes only what waits', async () => {
  const { folder, file } = opened()
  await file.flush()
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['cut short', '{"version":1,"bou'],
  ['empty', ''],
  ['a list', '[1]'],
  ['some other object', '{"maximized":true}'],
  ['with bounds that are none', JSON.stringify({ ...DEFAULT_WINDOW, bounds: { x: 'left' } })],
  ['zeroes after a power cut', '\0'.repeat(64)],
])('an unreadable file is set aside and reported, never reset: %s', async (_why, text) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'window.json'), text)
  writeFileSync(join(folder, 'window.json.damaged-1'), 'an earlier one')
  const { file, troubles } = opened(folder)
  expect([file.current(), file.setAside, troubles]).toEqual([DEFAULT_WINDOW, 'window.json.damaged-2', []])
  file.change({ maximized: true })
  await file.flush()
  expect(contentOf(folder)).toEqual({ ...DEFAULT_WINDOW, maximized: true })
  expect(readFileSync(join(folder, 'window.json.damaged-1'), 'utf8')).toBe('an earlier one')
  expect(readFileSync(join(folder, 'window.json.damaged-2'), 'utf8')).toBe(text)
})

test.each([
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a device', (path: string) => symlinkSync('/dev/zero', path)],
])(
  '%s that takes its place while we run is moved aside by the next write, and waited for by nobody',
  async (_what, put) => {
    const { folder, file, troubles } = opened()
    file.change({ maximized: true })
    await file.flush()
    rmSync(join(folder, 'window.json'))
    put(join(folder, 'window.json'))
    file.change({ closeToTray: false })
    await file.flush()
    expect(contentOf(folder)).toEqual({ ...DEFAULT_WINDOW, maximized: true, closeToTray: false })
    expect([readdirSync(folder).sort(), troubles]).toEqual([['window.json', 'window.json.damaged-1'], []])
  },
)

test('a file spoilt while we run is replaced by the next write', async () => {
  const { folder, file } = opened()
  file.change({ maximized: true })
  await file.flush()
  writeFileSync(join(folder, 'window.json'), '{{{')
  file.change({ startAtLogin: true })
  await file.flush()
  expect(contentOf(folder)).toEqual({ ...DEFAULT_WINDOW, maximized: true, startAtLogin: true })
})

test('the window works on where the file cannot be used, and that is told once', async () => {
  const { folder, clock, file, troubles } = opened()
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'a file in its place')
  file.change({ bounds })
  await clock.advance(500)
  await file.flush()
  expect(file.current().bounds).toEqual(bounds)
  expect(troubles).toMatchObject([{ code: 'state_folder_unusable', params: { detail: 'ENOTDIR' } }])
  rmSync(folder)
  await file.flush()
  expect(contentOf(folder)).toMatchObject({ bounds })
})

test.runIf(process.platform !== 'win32')('a pipe in its place holds no window up, and is set aside', async () => {
  const folder = temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'window.json')])
  const { file, troubles } = opened(folder)
  expect([file.current(), file.setAside, troubles]).toEqual([DEFAULT_WINDOW, 'window.json.damaged-1', []])
  file.change({ maximized: true })
  await file.flush()
  expect(contentOf(folder)).toEqual({ ...DEFAULT_WINDOW, maximized: true })
})

test('a file of a newer build stays as it is, and is told once', async () => {
  const folder = temporaryFolder()
  const text = JSON.stringify({ version: 9, bounds: 'in another way' })
  writeFileSync(join(folder, 'window.json'), text)
  const { file, troubles } = opened(folder)
  file.change({ maximized: true })
  await file.flush()
  expect(file.current().maximized).toBe(true)
  expect(readFileSync(join(folder, 'window.json'), 'utf8')).toBe(text)
  expect(troubles).toMatchObject([{ code: 'file_newer', params: { version: 9, reads: 1 } }])
})
