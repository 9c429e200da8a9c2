/** The file that a command keeps with a token in it: what stands in its place and is none is left as it is. */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { nodeTerminal } from '../../../../electron/adapters/node/terminal/terminal.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'eb-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const { replace, discard } = nodeTerminal({})

it('is made, and replaced, for its owner alone', async () => {
  const path = join(folder(), 'ward\n3 token')
  await replace(path, 'token-1')
  writeFileSync(path, 'anything', { mode: 0o644 })
  await replace(path, 'token-2')
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['token-2', 0o600])
})

it.each<[string, (path: string, beside: string) => unknown]>([
  ['a link to a file', (path, beside) => symlinkSync(beside, path)],
  ['a link that leads nowhere', (path, beside) => symlinkSync(`${beside}-not-there`, path)],
  ['a folder', (path) => mkdirSync(path)],
  ['a pipe', (path) => execFileSync('mkfifo', [path])],
])('%s is left alone', async (_what, make) => {
  const inside = folder()
  const [path, beside] = [join(inside, 'ward.token'), join(inside, 'other')]
  writeFileSync(beside, 'mine')
  make(path, beside)
  const before = [lstatSync(path).mode, readdirSync(inside)]
  await expect(replace(path, 'token-1')).rejects.toMatchObject({
    fault: { code: 'file_unwritable', params: { why: 'no_file' } },
  })
  expect([lstatSync(path).mode, readdirSync(inside)]).toEqual(before)
  expect(readFileSync(beside, 'utf8')).toBe('mine')
})

it('a device is left alone', async () => {
  await expect(replace('/dev/null', 'token-1')).rejects.toMatchObject({ fault: { params: { why: 'no_file' } } })
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
})

describe('at its end', () => {
  it('it is removed where it holds what was written, and may be gone already', async () => {
    const path = join(folder(), 'ward.token')
    await replace(path, 'token-2')
    expect(await discard(path, ['token-1', 'token-2'])).toBe(true)
    expect(existsSync(path)).toBe(false)
    expect(await discard(path, ['token-2'])).toBe(true)
  })

  it.each<[string, (path: string, beside: string) => unknown]>([
    ['another file', (path) => writeFileSync(path, 'token-2\n')],
    ['another file of that length', (path) => writeFileSync(path, 'token-3')],
    ['an empty file', (path) => writeFileSync(path, '')],
    ['a link to what was written', (path, beside) => symlinkSync(beside, path)],
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
  ])('%s that lies there meanwhile stays', async (_what, make) => {
    const inside = folder()
    const [path, beside] = [join(inside, 'ward.token'), join(inside, 'other')]
    writeFileSync(beside, 'token-2')
    make(path, beside)
    const before = [lstatSync(path).mode, readdirSync(inside)]
    expect(await discard(path, ['token-1', 'token-2'])).toBe(false)
    expect([lstatSync(path).mode, readdirSync(inside)]).toEqual(before)
  })
})
