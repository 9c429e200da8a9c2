import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { takePassphrase } from '../../../../electron/adapters/node/vaults/passphrase.ts'

const root = resolve(import.meta.dirname, '..', '..', '..', '..')

async function fileWith(content: string | Uint8Array, mode = 0o600): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-passphrase-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'passphrase')
  await writeFile(path, content)
  await chmod(path, mode)
  return path
}

const revealed = async (env: NodeJS.ProcessEnv) => (await takePassphrase(env)())?.reveal() ?? null

test('takes the passphrase, and no child sees either variable afterwards', async () => {
  const env: NodeJS.ProcessEnv = {
    EVERBEARER_PASSPHRASE: ' with spaces ',
    EVERBEARER_PASSPHRASE_FILE: '/x',
    OTHER: 'y',
  }
  expect(await revealed(env)).toBe(' with spaces ')
  expect(env).toEqual({ OTHER: 'y' })
})

test('from the real environment it is gone for children at once', async () => {
  process.env.EVERBEARER_PASSPHRASE = 'a marker for children'
  const ask = takePassphrase()
  const { stdout } = await promisify(execFile)('env')
  expect(stdout).not.toContain('a marker for children')
  expect((await ask())?.reveal()).toBe('a marker for children')
})

test.each([
  ['passphrase\n', 'passphrase'],
  ['passphrase\r\n', 'passphrase'],
  ['passphrase', 'passphrase'],
  [' inner spaces stay \n', ' inner spaces stay '],
  ['ключ 🍓\n', 'ключ 🍓'],
  ['\ufeffключ\r\n', 'ключ'],
  ['\n', null],
  ['', null],
])('a file with %j gives %j', async (content, passphrase) => {
  expect(await revealed({ EVERBEARER_PASSPHRASE_FILE: await fileWith(content) })).toBe(passphrase)
})

test.each([
  ['UTF-16 with its mark', Buffer.from('\ufeffключ\r\n', 'utf16le'), 'ключ'],
  ['"ANSI", whose letters could be others', Buffer.from('clef été\n', 'latin1'), { code: 'no_text_file' }],
  ['damaged UTF-8', Buffer.from([0x70, 0xc3, 0xa9, 0xff, 0x0a]), { code: 'no_text_file' }],
  ['a zero', Buffer.from('pass\0word\n'), { code: 'no_text_file' }],
  ['several lines', Buffer.from('two\n\n'), { code: 'file_unreadable', params: { why: 'several_lines' } }],
  ['far too much', Buffer.alloc(70_000, 'x'), { code: 'input_too_large' }],
])('a file with %s is read right or refused, never as another passphrase', async (_what, bytes, outcome) => {
  const asked = revealed({ EVERBEARER_PASSPHRASE_FILE: await fileWith(bytes) })
  if (typeof outcome === 'string') return expect(await asked).toBe(outcome)
  await expect(asked).rejects.toMatchObject({ fault: outcome })
})

test('a variable that a shell took from such a file', async () => {
  expect(await revealed({ EVERBEARER_PASSPHRASE: 'passphrase\r' })).toBe('passphrase')
  await expect(revealed({ EVERBEARER_PASSPHRASE: 'clef \ufffdt\ufffd' })).rejects.toMatchObject({
    fault: { code: 'no_text_file', params: { path: 'EVERBEARER_PASSPHRASE' } },
  })
})

test.each([0o604, 0o640, 0o644, 0o660, 0o620])(
  'a file with mode %o is refused, and its content is not used',
  async (mode) => {
    const path = await fileWith('passphrase\n', mode)
    const params = { path, why: 'open_to_others' }
    await expect(revealed({ EVERBEARER_PASSPHRASE_FILE: path })).rejects.toMatchObject({
      fault: { code: 'file_unreadable', params },
    })
  },
)

test('a file that is missing is said, and taken when it is there later; then it is not read again', async () => {
  const path = await fileWith('first\n')
  const ask = takePassphrase({ EVERBEARER_PASSPHRASE_FILE: `${path}.later` })
  await expect(ask()).rejects.toMatchObject({ fault: { code: 'file_unreadable', params: { detail: 'ENOENT' } } })
  await writeFile(`${path}.later`, 'second\n', { mode: 0o600 })
  expect((await ask())?.reveal()).toBe('second')
  await rm(`${path}.later`)
  expect((await ask())?.reveal()).toBe('second')
})

test('a folder is no passphrase', async () => {
  await expect(revealed({ EVERBEARER_PASSPHRASE_FILE: tmpdir() })).rejects.toMatchObject({
    fault: { code: 'file_unreadable' },
  })
})

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  async function pipe(): Promise<string> {
    const path = `${await fileWith('')}.pipe`
    execFileSync('mkfifo', ['-m', '600', path])
    return path
  }

  test('gives what is written to it, whoever comes first', async () => {
    const path = await pipe()
    const asked = revealed({ EVERBEARER_PASSPHRASE_FILE: path })
    await writeFile(path, 'passphrase\n')
    expect(await asked).toBe('passphrase')
    const written = writeFile(path, 'another\n')
    expect(await revealed({ EVERBEARER_PASSPHRASE_FILE: path })).toBe('another')
    await written
  })

  test('that nobody writes to keeps no program from ending', async () => {
    const program = `
      import { takePassphrase } from './electron/adapters/node/vaults/passphrase.ts'
      void takePassphrase()()
      setImmediate(() => process.exit(7))
    `
    const env = { ...process.env, EVERBEARER_PASSPHRASE_FILE: await pipe() }
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { cwd: root, env })
    onTestFinished(() => void child.kill('SIGKILL'))
    expect(await once(child, 'exit')).toEqual([7, null])
  })
})

test('nothing set is no passphrase; an empty variable neither', async () => {
  expect(await revealed({})).toBeNull()
  expect(await revealed({ EVERBEARER_PASSPHRASE: '', EVERBEARER_PASSPHRASE_FILE: '' })).toBeNull()
})
