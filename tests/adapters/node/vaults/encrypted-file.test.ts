import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { describe, expect, onTestFinished, test } from 'vitest'
import { encryptedFileVault } from '../../../../electron/adapters/node/vaults/encrypted-file.ts'
import { Secret } from '../../../../shared/secret.ts'
import { vaultSuite } from './vault-suite.ts'

const PASSPHRASE = 'correct horse'
/** Cheap scrypt, so that the suite takes seconds; one test below uses the real cost. */
const CHEAP = 4

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-vault-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'vault')
}

function vaultIn(folder: string, passphrase: string | null = PASSPHRASE, workFactor = CHEAP) {
  const asked = { times: 0 }
  const askPassphrase = async () => {
    asked.times++
    return passphrase === null ? null : new Secret(passphrase)
  }
  return Object.assign(encryptedFileVault({ folder, askPassphrase, workFactor }), { asked })
}

const trouble = (code: string, params: object = {}) => ({ fault: { code, params: expect.objectContaining(params) } })

vaultSuite('an encrypted file', async () => {
  const folder = await newFolder()
  return { vault: vaultIn(folder), reopen: async () => vaultIn(folder) }
})

describe('the passphrase', () => {
  test('none: passphrase_needed, and nothing is made', async () => {
    const folder = await newFolder()
    const vault = vaultIn(folder, null)
    expect(await vault.condition()).toBe('passphrase-needed')
    await expect(vault.write('one', 'x')).rejects.toMatchObject(trouble('passphrase_needed'))
    await expect(vault.unlock()).rejects.toMatchObject(trouble('passphrase_needed'))
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
    await vault.unlock(PASSPHRASE)
    await vault.write('one', 'x')
    expect(await vault.condition()).toBe('open')
  })

  test('is chosen, not asked for, as long as there is no file', async () => {
    const folder = await newFolder()
    const vault = vaultIn(folder, null)
    expect(vault.why).toBe('file_new')
    await vault.unlock(PASSPHRASE)
    await vault.write('one', 'x')
    expect(vault.why).toBeUndefined()
    expect(vaultIn(folder, null).why).toBeUndefined()
    await rm(join(folder, 'key.age'))
    expect(vaultIn(folder, null).why).toBeUndefined()
  })

  test('is not asked of what lies in its folder’s place, which stays', async () => {
    const folder = await newFolder()
    await writeFile(folder, 'somebody’s')
    const vault = vaultIn(folder)
    for (const _again of [1, 2])
      await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_denied', { why: 'no_folder' }))
    expect([await vault.condition(), vault.why, await readFile(folder, 'utf8')]).toEqual([
      'denied',
      undefined,
      'somebody’s',
    ])
  })

  test('wrong: passphrase_wrong, said again without new work; the right one opens afterwards', async () => {
    const folder = await newFolder()
    await vaultIn(folder).write('one', 'x')
    const vault = vaultIn(folder, 'wrong horse')
    for (const _again of [1, 2]) await expect(vault.read('one')).rejects.toMatchObject(trouble('passphrase_wrong'))
    await expect(vault.unlock('also wrong')).rejects.toMatchObject(trouble('passphrase_wrong'))
    expect(await vault.condition()).toBe('passphrase-needed')
    await vault.unlock(PASSPHRASE)
    expect(await vault.read('one')).toBe('x')
  })

  test('refused before, and typed again by a person: it is tried anew, since the file may have it by now', async () => {
    const folder = await newFolder()
    const first = vaultIn(folder)
    await first.write('one', 'x')
    const later = 'another horse'
    const vault = vaultIn(folder, later)
    await expect(vault.read('one')).rejects.toMatchObject(trouble('passphrase_wrong'))
    await first.changePassphrase?.(PASSPHRASE, later)
    await vault.unlock(later)
    expect(await vault.read('one')).toBe('x')
  })

  test('too short: passphrase_weak when it is made or changed', async () => {
    const folder = await newFolder()
    await expect(vaultIn(folder, '🍓🍓🍓🍓🍓🍓🍓').unlock()).rejects.toMatchObject(
      trouble('passphrase_weak', { least: 8 }),
    )
    expect(await readdir(folder)).toEqual([])
    const vault = vaultIn(folder)
    await vault.write('one', 'x')
    await expect(vault.changePassphrase?.(PASSPHRASE, 'short')).rejects.toMatchObject(trouble('passphrase_weak'))
    expect(await vaultIn(folder).read('one')).toBe('x')
  })

  test('changed: the old one no longer opens, documents are as they were', async () => {
    const folder = await newFolder()
    const vault = vaultIn(folder)
    await vault.write('one', 'x')
    const before = await readFile(join(folder, 'one.age'))
    await vault.changePassphrase?.(PASSPHRASE, 'another horse')
    expect(await readFile(join(folder, 'one.age'))).toEqual(before)
    expect(await vault.read('one')).toBe('x')
    await expect(vaultIn(folder).read('one')).rejects.toMatchObject(trouble('passphrase_wrong'))
    expect(await vaultIn(folder, 'another horse').read('one')).toBe('x')
  })

  test('changed only by whoever knows the present one, also while the vault is open', async () => {
    const folder = await newFolder()
    const vault = vaultIn(folder)
    await vault.write('one', 'x')
    const before = await readFile(join(folder, 'key.age'))
    for (const guess of ['', 'wrong horse'])
      await expect(vault.changePassphrase?.(guess, 'another horse')).rejects.toMatchObject(trouble('passphrase_wrong'))
    await unlink(join(folder, 'key.age'))
    await expect(vault.changePassphrase?.(PASSPHRASE, 'another horse')).rejects.toMatchObject(
      trouble('vault_damaged', { key: 'key' }),
    )
    await writeFile(join(folder, 'key.age'), before)
    expect(await vaultIn(folder).read('one')).toBe('x')
  })

  test('is worked through once a run, by the cost of a real vault, while other work goes on', async () => {
    const folder = await newFolder()
    const vault = vaultIn(folder, PASSPHRASE, 18)
    let turnsMeanwhile = 0
    const timer = setInterval(() => turnsMeanwhile++, 1)
    await Promise.all([vault.write('one', 'x'), vault.write('two', 'y'), vault.read('three')])
    clearInterval(timer)
    expect(vault.asked.times).toBe(1)
    expect(turnsMeanwhile).toBeGreaterThan(10)
    expect(await readFile(join(folder, 'key.age'), 'utf8')).toMatch(/^age-encryption.org\/v1\n-> scrypt \S{22} 18\n/)
  })
})

describe('the files', () => {
  test('are plain age: an age program opens them with the passphrase', async () => {
    const folder = await newFolder()
    await vaultIn(folder).write('one', 'v🍓')
    const withPassphrase = new Decrypter()
    withPassphrase.addPassphrase(PASSPHRASE)
    const identity = await withPassphrase.decrypt(await readFile(join(folder, 'key.age')), 'text')
    const withIdentity = new Decrypter()
    withIdentity.addIdentity(identity)
    const document = await withIdentity.decrypt(await readFile(join(folder, 'one.age')), 'text')
    expect(JSON.parse(document)).toEqual({ key: 'one', generation: 1, value: 'v🍓' })
  })

  test('belong to their owner alone, and hold neither value nor recipient nor passphrase', async () => {
    const folder = await newFolder()
    const vault = vaultIn(folder)
    await vault.write('one', 'a marker that must not be seen')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    for (const name of ['key.age', 'one.age']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
      const text = await readFile(join(folder, name), 'latin1')
      expect(text).not.toMatch(/marker|age1|correct horse|AGE-SECRET/)
    }
  })

  test('leftovers of a write that was cut short are swept up, other files are left alone', async () => {
    const folder = await newFolder()
    await vaultIn(folder).write('one', 'x')
    await writeFile(join(folder, '.one.age.0123456789abcdef.tmp'), 'half')
    await writeFile(join(folder, 'notes.txt'), 'of the person')
    expect(await vaultIn(folder).read('one')).toBe('x')
    expect((await readdir(folder)).sort()).toEqual(['key.age', 'notes.txt', 'one.age'])
  })
})

describe('damage', () => {
  async function written(): Promise<string> {
    const folder = await newFolder()
    const vault = vaultIn(folder)
    await vault.write('one', 'first')
    await vault.write('two', 'second')
    return folder
  }

  async function forged(folder: string, document: unknown): Promise<Uint8Array> {
    const withPassphrase = new Decrypter()
    withPassphrase.addPassphrase(PASSPHRASE)
    const identity = await withPassphrase.decrypt(await readFile(join(folder, 'key.age')), 'text')
    const encrypter = new Encrypter()
    encrypter.addRecipient(await identityToRecipient(identity))
    return encrypter.encrypt(JSON.stringify(document))
  }

  async function foreign(document: unknown): Promise<Uint8Array> {
    const encrypter = new Encrypter()
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()))
    return encrypter.encrypt(JSON.stringify(document))
  }

  const damages: [what: string, damage: (folder: string) => Promise<unknown>][] = [
    [
      'cut off',
      async (folder) => writeFile(join(folder, 'one.age'), (await readFile(join(folder, 'one.age'))).subarray(0, -9)),
    ],
    ['emptied', (folder) => writeFile(join(folder, 'one.age'), '')],
    [
      'replaced by plain JSON',
      (folder) => writeFile(join(folder, 'one.age'), '{"key":"one","generation":9,"value":"x"}'),
    ],
    ['replaced by another document', (folder) => rename(join(folder, 'two.age'), join(folder, 'one.age'))],
    [
      'written by a stranger',
      async (folder) => writeFile(join(folder, 'one.age'), await foreign({ key: 'one', generation: 9, value: 'x' })),
    ],
    [
      'of another shape',
      async (folder) => writeFile(join(folder, 'one.age'), await forged(folder, { key: 'one', value: 'x' })),
    ],
    [
      'a folder',
      async (folder) => rm(join(folder, 'one.age')).then(() => promisify(execFile)('mkdir', [join(folder, 'one.age')])),
    ],
  ]

  test.each(damages)('a document that is %s is named, and its neighbours stay readable', async (what, damage) => {
    const folder = await written()
    await damage(folder)
    const vault = vaultIn(folder)
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_damaged', { key: 'one' }))
    if (what !== 'replaced by another document') expect(await vault.read('two')).toBe('second')
    expect(await vault.condition()).toBe('open')
  })

  test('a damaged document is kept aside when a new one takes its place, and goes when it is removed', async () => {
    const folder = await written()
    await writeFile(join(folder, 'one.age'), 'what is left')
    const vault = vaultIn(folder)
    await vault.write('one', 'new')
    expect(await vaultIn(folder).read('one')).toBe('new')
    expect(await readFile(join(folder, 'one.age.damaged-1'), 'utf8')).toBe('what is left')
    await vault.remove('one')
    expect((await readdir(folder)).sort()).toEqual(['key.age', 'two.age'])
  })

  test.runIf(process.platform !== 'win32').each<[string, (path: string) => Promise<void>]>([
    ['a folder', async (path) => void (await mkdir(path))],
    ['a pipe that nobody writes to', async (path) => void execFileSync('mkfifo', [path])],
    ['a device without end', (path) => symlink('/dev/zero', path)],
  ])('%s in place of a document is damage; it makes way, and can be removed', async (_what, lay) => {
    const folder = await written()
    for (const name of ['one.age', 'two.age']) {
      await rm(join(folder, name))
      await lay(join(folder, name))
    }
    const vault = vaultIn(folder)
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_damaged', { key: 'one' }))
    await vault.write('one', 'new')
    expect(await vaultIn(folder).read('one')).toBe('new')
    await vault.remove('two')
    expect(await vaultIn(folder).read('two')).toBeNull()
  })

  test('every damaged document is kept, also the second of a key; a move leaves them where they are', async () => {
    const folder = await written()
    const write = async (text: string) => {
      await writeFile(join(folder, 'one.age'), text)
      await vaultIn(folder).write('one', 'new')
    }
    await writeFile(join(folder, 'one.age.damaged'), 'of an earlier build')
    await write('the first')
    await write('the second')
    await vaultIn(folder).remove('one', 'moved')
    const text = (name: string) => readFile(join(folder, name), 'utf8')
    expect(await Promise.all(['', '-1', '-2'].map((end) => text(`one.age.damaged${end}`)))).toEqual([
      ...['of an earlier build', 'the first', 'the second'],
    ])
    await vaultIn(folder).remove('one')
    expect((await readdir(folder)).sort()).toEqual(['key.age', 'two.age'])
  })

  test('an older document put back during a run is not taken; the next run cannot know and takes it', async () => {
    const folder = await written()
    const old = await readFile(join(folder, 'one.age'))
    const vault = vaultIn(folder)
    await vault.write('one', 'newer')
    await writeFile(join(folder, 'one.age'), old)
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_damaged', { key: 'one' }))
    expect(await vaultIn(folder).read('one')).toBe('first')
    await vault.remove('one')
    await writeFile(join(folder, 'one.age'), old)
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_damaged', { key: 'one' }))
  })

  test('a document that vanishes during a run is damage, not absence', async () => {
    const folder = await written()
    const vault = vaultIn(folder)
    expect(await vault.read('one')).toBe('first')
    await rm(join(folder, 'one.age'))
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_damaged', { key: 'one' }))
  })

  test.each(['no key at all', 'key.age that is cut off'])(
    '%s: says so and never makes a new key over documents',
    async (what) => {
      const folder = await written()
      if (what === 'no key at all') await rm(join(folder, 'key.age'))
      else await writeFile(join(folder, 'key.age'), (await readFile(join(folder, 'key.age'))).subarray(0, -3))
      const vault = vaultIn(folder)
      await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_damaged', { key: 'key' }))
      await expect(vault.write('one', 'x')).rejects.toMatchObject(trouble('vault_damaged', { key: 'key' }))
      expect(await vault.condition()).toBe('damaged')
    },
  )
})

describe('a vault that was emptied', () => {
  test('takes its key with it, so that the next one may have another passphrase', async () => {
    const folder = await newFolder()
    const vault = vaultIn(folder)
    await vault.write('one', 'x')
    await vault.remove('one')
    await vault.close()
    expect(await readdir(folder)).toEqual([])
    await vaultIn(folder, 'another horse').write('one', 'y')
    expect(await vaultIn(folder, 'another horse').read('one')).toBe('y')
  })

  test.each(['one.age', 'one.age.damaged-1', '.one.age.0123456789abcdef.tmp'])(
    'keeps its key as long as %s may need it',
    async (name) => {
      const folder = await newFolder()
      const vault = vaultIn(folder)
      await vault.unlock()
      await writeFile(join(folder, name), 'of some use to somebody')
      await vault.close()
      expect(await readdir(folder)).toContain('key.age')
    },
  )

  test('that was not opened is left alone', async () => {
    const folder = await newFolder()
    await vaultIn(folder).unlock()
    await vaultIn(folder, 'another horse').close()
    expect(await readdir(folder)).toEqual(['key.age'])
  })
})
