import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { fnv1a, makeSocketFolder, socketPath } from '../../../electron/adapters/node/socket-address.ts'
import { makeStateFolder, stateFolderPath } from '../../../electron/adapters/node/state-folder.ts'
import { faultOf } from '../../../shared/fault.ts'
import { temporaryFolder } from '../../kit/temporary-folder.ts'

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
  ['XDG_STATE_HOME on Linux', { XDG_STATE_HOME: '/x/state' }, 'linux', '/x/state/everbearer'],
  ['a relative one is ignored', { XDG_STATE_HOME: 'state' }, 'linux', '/home/kim/.local/state/everbearer'],
  ['an empty one counts as none', { EVERBEARER_HOME: '' }, 'linux', '/home/kim/.local/state/everbearer'],
  ['macOS', {}, 'darwin', '/home/kim/Library/Application Support/Everbearer'],
  ['Windows', { LOCALAPPDATA: '/c/Local' }, 'win32', '/c/Local/Everbearer'],
  ['Windows without the variable', {}, 'win32', '/home/kim/AppData/Local/Everbearer'],
] as const)('state folder: %s', (_why, env, platform, expected) => {
  expect(stateFolderPath(env, { platform, home: '/home/kim' })).toBe(expected)
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

  it('takes away the writing of others, and leaves their reading', () => {
    const path = temporaryFolder()
    chmodSync(path, 0o775)
    makeStateFolder(path)
    expect(modeOf(path)).toBe(0o755)
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

  it('refuses one that belongs to someone else', () => {
    const root = process.getuid?.() === 0
    const path = root ? temporaryFolder() : '/'
    if (root) chownSync(path, 12_345, 12_345)
    expect(thrownBy(() => makeStateFolder(path))).toEqual({
      code: 'state_folder_unusable',
      params: { path, detail: 'EPERM' },
    })
  })
})

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
    const folder = join(socketPath(long, temp), '..')
    mkdirSync(folder, { mode: 0o700 })
    chmodSync(folder, 0o750)
    expect(thrownBy(() => socketPath(long, temp))).toEqual({ code: 'socket_folder_unsafe', params: { path: folder } })
    expect(thrownBy(() => makeSocketFolder(long, temp))?.code).toBe('socket_folder_unsafe')
    const other = join(socketPath(`${long}2`, temp), '..')
    symlinkSync(temporaryFolder(), other)
    expect(thrownBy(() => socketPath(`${long}2`, temp))?.code).toBe('socket_folder_unsafe')
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
