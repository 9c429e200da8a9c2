import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sessionBusPaths } from '../../../../../electron/adapters/node/keychain/session-bus/bus-address.ts'

test.each([
  ['unix:path=/run/user/1000/bus', ['/run/user/1000/bus']],
  ['unix:path=/tmp/with%20space%2c,guid=abc', ['/tmp/with space,']],
  ['unix:guid=abc,path=/run/bus', ['/run/bus']],
  ['unix:abstract=/tmp/dbus-X,guid=1', ['\0/tmp/dbus-X']],
  ['unixexec:path=/bin/x;unix:path=/second', ['/second']],
  ['unix:path=/first;unix:path=/second', ['/first', '/second']],
  ['unix:runtime=yes', ['/run/user/no-such/bus']],
  ['unix:path=%zz', ['%zz']],
  ['tcp:host=localhost,port=1', 'other'],
  ['autolaunch:', 'other'],
  ['nonsense', 'other'],
])('%s', (address, paths) => {
  expect(sessionBusPaths({ DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: '/run/user/no-such' })).toEqual(paths)
})

test('the socket in the runtime folder, when it is there: without an address, and after the one that we were told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'everbearer-bus-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(sessionBusPaths({ XDG_RUNTIME_DIR: folder })).toEqual([])
  expect(sessionBusPaths({ XDG_RUNTIME_DIR: folder, DBUS_SESSION_BUS_ADDRESS: '' })).toEqual([])
  writeFileSync(join(folder, 'bus'), '')
  const bus = join(folder, 'bus')
  expect(sessionBusPaths({ XDG_RUNTIME_DIR: folder })).toEqual([bus])
  const first = { XDG_RUNTIME_DIR: folder, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/first' }
  expect(sessionBusPaths(first)).toEqual(['/tmp/first', bus])
  expect(sessionBusPaths({ ...first, DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}` })).toEqual([bus])
  expect(sessionBusPaths({})).toEqual([])
})
