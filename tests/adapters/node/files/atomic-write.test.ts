import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import {
  cleanLeftovers,
  makePrivateFolder,
  syncFolder,
  writeAtomically,
} from '../../../../electron/adapters/node/files/atomic-write.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-write-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

test('makes and replaces a file that only its owner can read, and leaves nothing beside it', async () => {
  const path = join(folder, 'file')
  await writeFile(path, 'old', { mode: 0o644 })
  await writeAtomically(path, 'new')
  expect(await readFile(path, 'utf8')).toBe('new')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['file'])
})

test('a write that cannot end leaves the target and nothing else', async () => {
  const path = join(folder, 'taken')
  await mkdir(path)
  await writeFile(join(path, 'inside'), 'x')
  await expect(writeAtomically(path, 'new')).rejects.toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/)
  expect(await readdir(folder)).toEqual(['taken'])
})

test('twenty writes at once leave one whole content', async () => {
  const path = join(folder, 'file')
  const contents = Array.from({ length: 20 }, (_, number) => `${number} `.repeat(5_000))
  await Promise.all(contents.map((content) => writeAtomically(path, content)))
  expect(contents).toContain(await readFile(path, 'utf8'))
  expect(await readdir(folder)).toEqual(['file'])
})

test('clears only what looks like its own leftovers', async () => {
  for (const name of ['.a.0123456789abcdef.tmp', '.hidden.tmp', 'a.0123456789abcdef.tmp', '.a.0123456789ABCDEF.tmp']) {
    await writeFile(join(folder, name), '')
  }
  await cleanLeftovers(folder)
  expect((await readdir(folder)).sort()).toEqual(['.a.0123456789ABCDEF.tmp', '.hidden.tmp', 'a.0123456789abcdef.tmp'])
})

test('folders that it makes are private, all of them', async () => {
  await makePrivateFolder(join(folder, 'state', 'vault'))
  for (const made of ['state', 'state/vault']) expect((await stat(join(folder, made))).mode & 0o777).toBe(0o700)
})

test.runIf(process.platform === 'linux')(
  'a drive whose folders cannot be synced takes a write all the same',
  async () => {
    // Of all that is mounted everywhere this one says EINVAL, as SMB and FUSE may.
    await syncFolder('/proc')
    await expect(syncFolder(join(folder, 'not there'))).rejects.toThrow('ENOENT')
  },
)
