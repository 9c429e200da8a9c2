import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sessionBusPath } from '../../../electron/adapters/node/bus-address.ts'

test.each([
  ['unix:path=/run/user/1000/bus', '/run/user/1000/bus'],
  ['unix:path=/tmp/with%20space%2c,guid=abc', '/tmp/with space,'],
  ['unix:guid=abc,path=/run/bus', '/run/bus'],
  ['unix:abstract=/tmp/dbus-X,guid=1', '\0/tmp/dbus-X'],
  ['unixexec:path=/bin/x;unix:path=/second', '/second'],
  ['unix:path=/first;unix:path=/second', '/first'],
  ['unix:runtime=yes', '/run/user/7/bus'],
  ['unix:path=%zz', '%zz'],
  ['tcp:host=localhost,port=1', 'other'],
  ['autolaunch:', 'other'],
  ['nonsense', 'other'],
])('%s', (address, path) => {
  expect(sessionBusPath({ DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: '/run/user/7' })).toBe(path)
})

test('without an address: the socket in the runtime folder, when it is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'everbearer-bus-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(sessionBusPath({ XDG_RUNTIME_DIR: folder })).toBeNull()
  expect(sessionBusPath({ XDG_RUNTIME_DIR: folder, DBUS_SESSION_BUS_ADDRESS: '' })).toBeNull()
  writeFileSync(join(folder, 'bus'), '')
  expect(sessionBusPath({ XDG_RUNTIME_DIR: folder })).toBe(join(folder, 'bus'))
  expect(sessionBusPath({})).toBeNull()
})
