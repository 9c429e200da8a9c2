import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished, test, vi } from 'vitest'
import { makeStateFolder, stateFolderPath } from '../../../../electron/adapters/node/files/state-folder.ts'
import { isOwnName } from '../../../../electron/adapters/node/files/state-names.ts'
import {
  dialKeeper,
  fnv1a,
  makeSocketFolder,
  socketPath,
} from '../../../../electron/adapters/node/keeper-socket/socket-address.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

function thrownBy(work: () => unknown) {
  try {
    work()
  } catch (thrown) {
    return faultOf(thrown)
  }
  return null
}

const modeOf = (path: string) => statSync(path).mode & 0o777

test.each([
  ['EVERBEARER_HOME wins', { EVERBEARER_HOME: '/srv/eb', XDG_STATE_HOME: '/x' }, 'linux', '/srv/eb'],
  ['a home that no shell has put in', { EVERBEARER_HOME: '~/eb' }, 'linux', '/home/kim/eb'],
  ['another user’s is left alone', { EVERBEARER_HOME: '/srv/~/eb' }, 'linux', '/srv/~/eb'],
  ['XDG_STATE_HOME on Linux', { XDG_STATE_HOME: '/x/state' }, 'linux', '/x/state/everbearer'],
  ['a relative one is ignored', { XDG_STATE_HOME: 'state' }, 'linux', '/home/kim/.local/state/everbearer'],
  ['an empty one counts as none', { EVERBEARER_HOME: '' }, 'linux', '/home/kim/.local/state/everbearer'],
  ['macOS', {}, 'darwin', '/home/kim/Library/Application Support/Everbearer'],
  ['Windows', { LOCALAPPDATA: '/c/Local' }, 'win32', '/c/Local/Everbearer'],
  ['Windows without the variable', {}, 'win32', '/home/kim/AppData/Local/Everbearer'],
] as const)('state folder: %s', (_why, env, platform, expected) => {
  expect(stateFolderPath(env, { platform, home: '/home/kim' })).toBe(expected)
})

test('a folder whose name is no UTF-8 is not mistaken for another one', () => {
  const home = '/srv/\ufffd\ufffd'
  const fault = { code: 'state_folder_unusable', params: expect.objectContaining({ detail: 'EILSEQ' }) }
  for (const env of [{ EVERBEARER_HOME: home }, { XDG_STATE_HOME: home }])
    expect(() => stateFolderPath(env, { platform: 'linux', home: '/home/someone' })).toThrow(
      expect.objectContaining({ fault }),
    )
})

test.skipIf(process.platform === 'win32')('a mask that takes our own rights away leaves us what we write', () => {
  const path = join(temporaryFolder(), 'state')
  const before = process.umask(0o777)
  try {
    makeStateFolder(path)
    writeFileSync(join(path, 'index.json'), '{}', { mode: 0o600 })
    expect([modeOf(path), modeOf(join(path, 'index.json'))]).toEqual([0o700, 0o600])
    expect(process.umask(0o022)).toBe(0o077)
  } finally {
    process.umask(before)
  }
})

test.runIf(process.platform !== 'win32').each(['', 'home', './home'])('a HOME of "%s" counts as none', (home) => {
  vi.stubEnv('HOME', home)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(stateFolderPath({})).toContain(userInfo().homedir)
})

test('a relative EVERBEARER_HOME counts from the current folder', () => {
  expect(stateFolderPath({ EVERBEARER_HOME: 'eb' })).toBe(resolve('eb'))
})

describe('making the state folder', () => {
  it('makes it for its owner alone, with those above it', () => {
    const path = join(temporaryFolder(), 'a', 'b')
    makeStateFolder(path)
    expect(modeOf(path)).toBe(0o700)
    makeStateFolder(path)
    expect(modeOf(path)).toBe(0o700)
  })

  it('closes one in which lies nothing but our own, which others could only look into', () => {
    const path = temporaryFolder()
    for (const name of ['keeper.lock', 'index.json', 'journal.jsonl']) writeFileSync(join(path, name), '{}')
    mkdirSync(join(path, 'vault'))
    for (const folder of [path, join(path, 'vault')]) chmodSync(folder, 0o755)
    expect(makeStateFolder(path)).toEqual([])
    expect([path, join(path, 'vault')].map(modeOf)).toEqual([0o700, 0o700])
  })

  it.each([0o775, 0o770, 0o702, 0o777, 0o1777])('refuses one that others can write to (%o), empty or not', (mode) => {
    const path = temporaryFolder()
    chmodSync(path, mode)
    const trouble = { code: 'state_folder_open', params: { path, command: `chmod 700 ${path}` } }
    expect(thrownBy(() => makeStateFolder(path))).toEqual(trouble)
    writeFileSync(join(path, 'index.json'), '{}')
    expect(thrownBy(() => makeStateFolder(path))).toEqual(trouble)
    expect(modeOf(path)).toBe(mode & 0o777)
    execFileSync('sh', ['-c', trouble.params.command])
    expect(makeStateFolder(path)).toEqual([])
  })

  it('refuses one that others can look into when something else lies there, and the command is ready for a shell', () => {
    const path = join(temporaryFolder(), "it's our's")
    mkdirSync(path)
    chmodSync(path, 0o750)
    writeFileSync(join(path, 'notes.txt'), 'a person’s own')
    const refused = thrownBy(() => makeStateFolder(path))
    expect(refused?.code).toBe('state_folder_open')
    execFileSync('sh', ['-c', String(refused?.params['command'])])
    expect(makeStateFolder(path)).toEqual([])
    expect(readdirSync(path)).toEqual(['notes.txt'])
  })

  it.runIf(process.getuid?.() === 0)('sets aside what others left under our names, and touches nothing else', () => {
    const path = temporaryFolder()
    mkdirSync(join(path, 'vault'))
    const theirs = ['keeper.lock', 'index.json', 'k.77', 'vault/key.age', 'notes.txt', 'keeper.txt']
    for (const name of theirs) {
      writeFileSync(join(path, name), 'theirs')
      chownSync(join(path, name), 12_345, 12_345)
    }
    symlinkSync('/etc/hostname', join(path, 'journal.jsonl'))
    lchownSync(join(path, 'journal.jsonl'), 12_345, 12_345)
    writeFileSync(join(path, 'window.json'), 'ours')
    expect([...makeStateFolder(path)].sort()).toEqual([
      'index.json.foreign-1',
      'journal.jsonl.foreign-1',
      'k.77.foreign-1',
      'keeper.lock.foreign-1',
      'vault/key.age.foreign-1',
    ])
    expect(readdirSync(path).filter((name) => !name.includes('foreign'))).toEqual([
      'keeper.txt',
      'notes.txt',
      'vault',
      'window.json',
    ])
    expect(makeStateFolder(path)).toEqual([])
  })

  it.runIf(process.getuid?.() === 0).each([
    ['the folder itself', ''],
    ['what says which vault is in use', 'vault-choice.json'],
    ['the vault', 'vault'],
    ['a document in it', 'vault/manifest.age'],
  ])('moves nothing that is root’s, and says how its owner gets it back: %s', (_what, name) => {
    const path = folderOf(OWNER, ['vault-choice.json', 'keeper.lock', 'vault/manifest.age', 'vault/key.age'])
    chownSync(join(path, name), 0, 0)
    chownSync(join(path, 'keeper.lock'), 12_345, 12_345)
    actAs(OWNER)
    const command = `sudo chown -R ${OWNER} ${path}`
    expect(thrownBy(() => makeStateFolder(path))).toEqual({
      code: 'state_folder_foreign',
      params: { path, why: 'of_root', command },
    })
    expect(readdirSync(path).sort()).toEqual(['keeper.lock', 'vault', 'vault-choice.json'])
    execFileSync('sh', ['-c', command.replace('sudo ', '')])
    expect(makeStateFolder(path)).toEqual([])
  })

  it.runIf(process.getuid?.() === 0)('as root by sudo: makes nothing in the home of who called it', () => {
    const home = folderOf(OWNER, [])
    const path = join(home, '.local', 'state', 'everbearer')
    vi.stubEnv('SUDO_UID', String(OWNER))
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(thrownBy(() => makeStateFolder(path))).toMatchObject({ params: { path, why: 'as_root' } })
    expect(readdirSync(home)).toEqual([])
    // Root's own home, and a folder that a container's root is given, are as good as any.
    expect(makeStateFolder(join(temporaryFolder(), 'state'))).toEqual([])
    vi.stubEnv('SUDO_UID', undefined)
    expect(makeStateFolder(join(home, 'state'))).toEqual([])
  })

  it('says which folder cannot be used and why', () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, '')
    expect(thrownBy(() => makeStateFolder(path))).toEqual({
      code: 'state_folder_unusable',
      params: { path, detail: 'EEXIST' },
    })
    expect(thrownBy(() => makeStateFolder(join(path, 'below')))?.params['detail']).toBe('ENOTDIR')
  })

  it('refuses one that belongs to someone else, and a link that does', () => {
    const root = process.getuid?.() === 0
    const path = root ? temporaryFolder() : '/'
    if (root) chownSync(path, 12_345, 12_345)
    expect(thrownBy(() => makeStateFolder(path))).toMatchObject({ code: 'state_folder_foreign', params: { path } })
    if (!root) return
    const link = join(temporaryFolder(), 'state')
    symlinkSync(temporaryFolder(), link)
    expect(makeStateFolder(link)).toEqual([])
    lchownSync(link, 12_345, 12_345)
    expect(thrownBy(() => makeStateFolder(link))?.code).toBe('state_folder_foreign')
  })
})

const OWNER = 23_456

/** A closed folder of that user, with files of theirs. */
function folderOf(uid: number, names: readonly string[]): string {
  const path = temporaryFolder()
  mkdirSync(join(path, 'vault'), { mode: 0o700 })
  for (const name of names) writeFileSync(join(path, name), '')
  if (names.length === 0) rmdirSync(join(path, 'vault'))
  execFileSync('chown', ['-R', String(uid), path])
  return path
}

/** Root can do all that this user can: only who it takes itself for counts here. */
function actAs(uid: number): void {
  const getuid = vi.spyOn(process, 'getuid').mockReturnValue(uid)
  onTestFinished(() => getuid.mockRestore())
}

describe('the socket of a state folder', () => {
  const long = `/${'deep/'.repeat(20)}state`

  it('lies in it while its path is short enough', () => {
    expect(socketPath('/home/kim/.local/state/everbearer')).toBe('/home/kim/.local/state/everbearer/keeper.sock')
    expect(socketPath(`/${'x'.repeat(87)}`)).toHaveLength(100)
    expect(socketPath(`/${'x'.repeat(88)}`)).not.toContain('xxx')
  })

  it('counts bytes, not letters', () => {
    expect(socketPath(`/${'é'.repeat(60)}`)).not.toContain('é')
  })

  it('lies in a folder of its own in the temp folder else, one for each state folder', () => {
    const temp = temporaryFolder()
    makeSocketFolder(long, temp)
    const path = socketPath(long, temp)
    const folder = join(path, '..')
    expect(folder).toBe(join(temp, `everbearer-${process.getuid?.()}-${fnv1a(long)}`))
    expect(modeOf(folder)).toBe(0o700)
    expect(socketPath(`${long}2`, temp)).not.toBe(path)
    expect(socketPath(long, temp)).toBe(path)
  })

  it('is refused in a folder that others can enter, or that is a link', () => {
    const temp = temporaryFolder()
    const state = join(temporaryFolder(), long)
    makeStateFolder(state)
    const folder = join(socketPath(state, temp), '..')
    mkdirSync(folder, { mode: 0o700 })
    chmodSync(folder, 0o750)
    const unsafe = { code: 'socket_folder_unsafe', params: { path: folder } }
    expect(thrownBy(() => dialKeeper(state, temp))).toEqual(unsafe)
    expect(thrownBy(() => makeSocketFolder(state, temp))).toEqual(unsafe)
    rmdirSync(folder)
    symlinkSync(temporaryFolder(), folder)
    expect(thrownBy(() => dialKeeper(state, temp))).toEqual(unsafe)
    expect(thrownBy(() => makeSocketFolder(state, temp))).toEqual(unsafe)
  })

  it('is found by whoever has another temp folder', () => {
    const [temp, before] = [temporaryFolder(), temporaryFolder()]
    const state = join(temporaryFolder(), long)
    makeStateFolder(state)
    expect(socketPath(state)).toBe(socketPath(state, tmpdir()))
    makeSocketFolder(state, before)
    makeSocketFolder(state, temp)
    expect(socketPath(state)).toBe(socketPath(state, temp))
    expect(readdirSync(state).filter((name) => !isOwnName(name))).toEqual([])
  })

  it.each([
    ['a link to a file', (link: string, file: string) => symlinkSync(file, link)],
    ['a link to nowhere', (link: string) => symlinkSync('/nowhere/at/all', link)],
    ['a link to itself', (link: string) => symlinkSync(link, link)],
    ['a folder', (link: string) => mkdirSync(link)],
    ['a file', (link: string) => writeFileSync(link, 'x')],
  ])('is where the variables say while %s lies where the way to it should, until that is laid anew', (_what, put) => {
    const temp = temporaryFolder()
    const state = join(temporaryFolder(), long)
    makeStateFolder(state)
    const file = join(temp, 'file')
    writeFileSync(file, 'x')
    put(join(state, 'keeper.sock.place'), file)
    expect(socketPath(state)).toBe(socketPath(state, tmpdir()))
    makeSocketFolder(state, temp)
    expect(socketPath(state)).toBe(socketPath(state, temp))
    expect(readdirSync(state).filter((name) => !isOwnName(name))).toEqual([])
  })

  it('does not go into a temp folder whose own path is too long', () => {
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = `/${'x'.repeat(80)}`
    const path = socketPath(long)
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    expect(path.startsWith('/tmp/everbearer-')).toBe(true)
  })

  it('needs no folder made when it lies in the state folder', () => {
    const temp = temporaryFolder()
    makeSocketFolder('/short', temp)
    expect(existsSync(join(temp, `everbearer-${process.getuid?.()}-${fnv1a('/short')}`))).toBe(false)
  })

  it('hashes as FNV-1a does (64 bits, test vectors of its authors)', () => {
    expect([fnv1a(''), fnv1a('a'), fnv1a('foobar')]).toEqual([
      'cbf29ce484222325',
      'af63dc4c8601ec8c',
      '85944171f73967e8',
    ])
  })
})
