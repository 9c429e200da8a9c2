import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { journalFile } from '../../../../electron/adapters/node/files/journal-file.ts'
import type { JournalEntry } from '../../../../shared/connections/journal.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

const entry = (at: number): JournalEntry => ({ at, event: 'renewed', connection: 'ward-3', params: { generation: at } })
const CAP = { entries: 10, bytes: 1_000_000 }

async function filled(folder: string, count: number, cap = CAP) {
  const journal = journalFile(folder, cap)
  for (let at = 1; at <= count; at++) await journal.append(entry(at))
  return journal
}

test('keeps entries in order, gives the newest, and still has them after a restart', async () => {
  const folder = temporaryFolder()
  const journal = journalFile(folder)
  await Promise.all([1, 2, 3, 4].map((at) => journal.append(entry(at))))
  const all = { entries: [1, 2, 3, 4].map(entry), unreadable: 0 }
  expect(await journal.read(100)).toEqual(all)
  expect((await journal.read(2)).entries).toEqual([entry(3), entry(4)])
  expect((await journal.read(0)).entries).toEqual([])
  expect(await journalFile(folder).read(100)).toEqual(all)
  expect(statSync(join(folder, 'journal.jsonl')).mode & 0o777).toBe(0o600)
})

test('is empty before its first entry', async () => {
  expect(await journalFile(temporaryFolder()).read(10)).toEqual({ entries: [], unreadable: 0 })
})

test('a read sees what was appended before it, also when nobody waited', async () => {
  const journal = journalFile(temporaryFolder())
  void journal.append(entry(1))
  expect((await journal.read(5)).entries).toEqual([entry(1)])
})

test('never holds more than its cap in entries, over restarts too, and loses the oldest only', async () => {
  const folder = temporaryFolder()
  await filled(folder, 23)
  const second = journalFile(folder, CAP)
  for (let at = 24; at <= 43; at++) {
    await second.append(entry(at))
    const kept = (await second.read(100)).entries.map((one) => one.at)
    expect(kept.length).toBeLessThanOrEqual(10)
    expect(kept.length).toBeGreaterThanOrEqual(6)
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => at - kept.length + 1 + index))
  }
})

test('never holds more than its cap in bytes', async () => {
  const folder = temporaryFolder()
  await filled(folder, 100, { entries: 1_000_000, bytes: 2_000 })
  const sizes = ['journal.jsonl', 'journal.1.jsonl'].map((name) => statSync(join(folder, name)).size)
  // One entry may go beyond the half at which the files change.
  for (const size of sizes) expect(size).toBeLessThan(1_100)
})

test('damaged lines are skipped and counted', async () => {
  const folder = temporaryFolder()
  const journal = await filled(folder, 2)
  const damage = ['{"at":3,"event":"renewed"', 'no json', '[]', '{"at":4}', '\u0000\u0000']
  appendFileSync(join(folder, 'journal.jsonl'), `${damage.join('\n')}\n`)
  await journal.append(entry(5))
  expect(await journal.read(100)).toEqual({ entries: [entry(1), entry(2), entry(5)], unreadable: damage.length })
})

test('a last line that a crash cut short does not swallow the next one', async () => {
  const folder = temporaryFolder()
  await filled(folder, 2)
  const path = join(folder, 'journal.jsonl')
  truncateSync(path, statSync(path).size - 7)
  const after = journalFile(folder, CAP)
  await after.append(entry(3))
  expect(await after.read(100)).toEqual({ entries: [entry(1), entry(3)], unreadable: 1 })
})

test('goes on when a person deletes the file', async () => {
  const folder = temporaryFolder()
  const journal = await filled(folder, 5)
  rmSync(join(folder, 'journal.jsonl'))
  await journal.append(entry(6))
  await journal.append(entry(7))
  expect((await journal.read(100)).entries).toEqual([entry(6), entry(7)])
})

test('one append that fails is a fault, and the next one works', async () => {
  const folder = join(temporaryFolder(), 'state')
  mkdirSync(folder)
  const journal = await filled(folder, 1)
  rmSync(folder, { recursive: true })
  expect(await journal.append(entry(2)).catch(faultOf)).toEqual({
    code: 'state_folder_unusable',
    params: { path: folder, detail: 'ENOENT' },
  })
  mkdirSync(folder)
  await journal.append(entry(3))
  expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).toBe(`${JSON.stringify(entry(3))}\n`)
  expect(existsSync(join(folder, 'journal.1.jsonl'))).toBe(false)
})

test('a journal that cannot be read is a fault, not an empty one', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'journal.jsonl'))
  expect((await journalFile(folder).read(5).catch(faultOf)) as unknown).toMatchObject({
    code: 'file_unreadable',
    params: { why: 'journal' },
  })
})

test.runIf(process.platform === 'linux')('a full disk is said to be full', async () => {
  const folder = temporaryFolder()
  symlinkSync('/dev/full', join(folder, 'journal.jsonl'))
  expect(await journalFile(folder).append(entry(1)).catch(faultOf)).toEqual({
    code: 'state_folder_unusable',
    params: { path: folder, detail: 'ENOSPC', why: 'full' },
  })
})

test.runIf(process.platform !== 'win32')('a pipe in its place is a fault, and waited for by nobody', async () => {
  const folder = temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'journal.jsonl')])
  const journal = journalFile(folder)
  expect(await journal.append(entry(1)).catch(faultOf)).toMatchObject({ code: 'state_folder_unusable' })
  expect((await journal.read(1).catch(faultOf)) as unknown).toMatchObject({ code: 'file_unreadable' })
})

test('a folder where the filled file should go is moved aside, and nothing is lost', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'journal.1.jsonl'))
  const journal = await filled(folder, 7)
  expect((await journal.read(100)).entries).toEqual([1, 2, 3, 4, 5, 6, 7].map(entry))
  expect(existsSync(join(folder, 'journal.1.jsonl.damaged-1'))).toBe(true)
})

test('lines of a newer build are counted apart from damaged ones, and stay', async () => {
  const folder = temporaryFolder()
  const journal = await filled(folder, 1)
  const newer = ['{"at":2,"event":"invented"}', '{"at":3,"event":"renewed","version":9}']
  appendFileSync(join(folder, 'journal.jsonl'), `${newer.join('\n')}\n{"at":4\n`)
  expect(await journal.read(100)).toEqual({ entries: [entry(1)], unreadable: 1, newer: 2 })
  for (const line of newer) expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8')).toContain(line)
})
