import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { indexFile } from '../../../../electron/adapters/node/files/index-file.ts'
import { readIndexPreview } from '../../../../electron/adapters/node/files/index-look.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

const preferences = { backgroundRenewal: true, journalEntries: 1_000 }

const contentOf = (folder: string): unknown => JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))

test('a burst of changes costs one write, a quarter of a second later', async () => {
  const folder = temporaryFolder()
  const clock = handClock()
  const index = indexFile(folder, clock)
  expect([index.read(), index.setAside]).toEqual([null, null])
  let made = 0
  for (let change = 1; change <= 100; change++) {
    index.write(() => {
      made += 1
      return { version: 1, connections: [], preferences: { ...preferences, journalEntries: change } }
    })
  }
  expect(existsSync(join(folder, 'index.json'))).toBe(false)
  await clock.advance(250)
  await index.flush()
  expect(made).toBe(1)
  const last = { version: 1, connections: [], preferences: { ...preferences, journalEntries: 100 } }
  expect(contentOf(folder)).toEqual(last)
  expect(statSync(join(folder, 'index.json')).mode & 0o777).toBe(0o600)
  expect(indexFile(folder, clock).read()).toEqual(last)
})

test('flush writes at once, and only when something waits', async () => {
  const folder = temporaryFolder()
  const clock = handClock()
  const index = indexFile(folder, clock)
  index.write(() => ({ a: 1 }))
  await index.flush()
  expect(contentOf(folder)).toEqual({ a: 1 })
  expect(clock.armed()).toEqual([])
  rmSync(join(folder, 'index.json'))
  await index.flush()
  expect(existsSync(join(folder, 'index.json'))).toBe(false)
})

test('what is changed while it is being written is written too', async () => {
  const folder = temporaryFolder()
  const clock = handClock()
  const index = indexFile(folder, clock)
  index.write(() => ({ a: 1 }))
  const first = index.flush()
  index.write(() => ({ a: 2 }))
  await first
  await index.flush()
  expect(contentOf(folder)).toEqual({ a: 2 })
  expect(readdirSync(folder)).toEqual(['index.json'])
})

test.each([
  ['cut short', '{"version":1,"conn'],
  ['empty', ''],
  ['a list', '[1]'],
  ['null', 'null'],
  ['some other object', '{"connections":[]}'],
  ['zeroes after a power cut', '\0'.repeat(64)],
])('an unreadable file is set aside and reported: %s', async (_why, text) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'index.json'), text)
  writeFileSync(join(folder, 'index.json.damaged-1'), 'an earlier one')
  const index = indexFile(folder, handClock())
  expect([index.read(), index.setAside]).toEqual([null, 'index.json.damaged-2'])
  expect(readFileSync(join(folder, 'index.json.damaged-2'), 'utf8')).toBe(text)
  index.write(() => ({ fresh: true }))
  await index.flush()
  expect(contentOf(folder)).toEqual({ fresh: true })
  expect(readFileSync(join(folder, 'index.json.damaged-1'), 'utf8')).toBe('an earlier one')
})

test('a file spoilt while we run is replaced by the next write', async () => {
  const folder = temporaryFolder()
  const index = indexFile(folder, handClock())
  index.write(() => ({ a: 1 }))
  await index.flush()
  writeFileSync(join(folder, 'index.json'), '{{{')
  index.write(() => ({ a: 2 }))
  await index.flush()
  expect(contentOf(folder)).toEqual({ a: 2 })
})

test('a debounced write that fails waits, flush says why, and a later one works', async () => {
  const folder = temporaryFolder()
  const clock = handClock()
  const index = indexFile(folder, clock)
  mkdirSync(join(folder, 'index.json'))
  index.write(() => ({ a: 1 }))
  await clock.advance(250)
  expect(await index.flush().catch(faultOf)).toMatchObject({ code: 'state_folder_unusable' })
  rmSync(join(folder, 'index.json'), { recursive: true })
  await index.flush()
  expect(contentOf(folder)).toEqual({ a: 1 })
  expect(readdirSync(folder)).toEqual(['index.json'])
})

test.runIf(process.platform === 'linux')('what cannot even be looked at is a fault', () => {
  const folder = temporaryFolder()
  // A file, whose first byte the system refuses to read.
  symlinkSync('/proc/self/mem', join(folder, 'index.json'))
  expect(() => indexFile(folder, handClock())).toThrow('state_folder_unusable')
})

test.runIf(process.platform !== 'win32').each<[string, (path: string) => void]>([
  ['a folder', (path) => mkdirSync(path)],
  ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
  ['a device without end', (path) => symlinkSync('/dev/zero', path)],
])('%s in its place is set aside, and an index is written again', async (_what, lay) => {
  const folder = temporaryFolder()
  lay(join(folder, 'index.json'))
  expect(readIndexPreview(folder)).toEqual(readIndexPreview(temporaryFolder()))
  const index = indexFile(folder, handClock())
  expect(index).toMatchObject({ setAside: 'index.json.damaged-1', leftAlone: null })
  index.write(() => ({ a: 1 }))
  await index.flush()
  expect(contentOf(folder)).toEqual({ a: 1 })
})

test('who only looks leaves everything as it is, whatever it finds', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'index.json')
  const nothing = { connections: [], theme: null }
  expect(readIndexPreview(folder)).toEqual(nothing)
  expect(readIndexPreview(join(folder, 'nowhere'))).toEqual(nothing)
  writeFileSync(path, '{"version":1,"conn')
  expect(readIndexPreview(folder)).toEqual(nothing)
  expect(readdirSync(folder)).toEqual(['index.json'])
  writeFileSync(path, JSON.stringify({ version: 1, connections: [], preferences: { ...preferences, theme: 'dark' } }))
  expect(readIndexPreview(folder)).toEqual({ ...nothing, theme: 'dark' })
})

test('an index of a newer build stays as it is, and nothing is written over it', async () => {
  const folder = temporaryFolder()
  const text = JSON.stringify({ version: 9, connections: { in: 'another way' } })
  writeFileSync(join(folder, 'index.json'), text)
  const index = indexFile(folder, handClock())
  expect(index).toMatchObject({ setAside: null, leftAlone: 9 })
  expect(index.read()).toBeNull()
  index.write(() => ({ a: 1 }))
  await index.flush()
  expect(readdirSync(folder)).toEqual(['index.json'])
  expect(readFileSync(join(folder, 'index.json'), 'utf8')).toBe(text)
})
