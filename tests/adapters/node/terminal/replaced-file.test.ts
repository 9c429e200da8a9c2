/** The file that a command keeps with a token in it: what stands in its place and is none is left as it is. */
import { execFileSync, spawnSync } from 'node:child_process'
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

const { save, replace, discard } = nodeTerminal({})
const TERMINAL = new URL('../../../../electron/adapters/node/terminal/terminal.ts', import.meta.url).href

it('is made, and replaced, for its owner alone', async () => {
  const path = join(folder(), 'ward\n3 token')
  await replace(path, 'token-1')
  writeFileSync(path, 'anything', { mode: 0o644 })
  await replace(path, 'token-2')
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['token-2', 0o600])
})

it('that finds no room for all of it is not there afterwards, and one that was there before stays', async () => {
  const inside = folder()
  const [path, taken] = [join(inside, 'ward.token'), join(inside, 'taken')]
  writeFileSync(taken, 'mine')
  // No file of this process grows beyond so many blocks; what fits of it is written.
  const save = `import { nodeTerminal } from ${JSON.stringify(TERMINAL)}
for (const path of ${JSON.stringify([path, taken])})
  await nodeTerminal({}).save(path, 'a'.repeat(1_048_576)).catch(({ fault }) => console.log(fault.params.why))`
  const { stdout } = spawnSync('sh', [
    '-c',
    'ulimit -f 8; exec "$0" --input-type=module -e "$1"',
    process.execPath,
    save,
  ])
  expect(String(stdout)).toBe('full\ntaken\n')
  expect(readdirSync(inside)).toEqual(['taken'])
  expect(readFileSync(taken, 'utf8')).toBe('mine')
})

it.each([
  ['a folder that is not there', 'no_folder', (inside: string) => join(inside, 'away', 'ward.token')],
  ['a file in place of a folder', 'no_folder', (inside: string) => join(inside, 'a-file', 'ward.token')],
])('in %s is told as that', async (_what, why, placed) => {
  const inside = folder()
  writeFileSync(join(inside, 'a-file'), '')
  const path = placed(inside)
  for (const write of [save, replace])
    await expect(write(path, 'token-1')).rejects.toMatchObject({ fault: { params: { path, why } } })
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
