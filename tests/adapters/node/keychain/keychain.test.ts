import { describe, expect, onTestFinished, test } from 'vitest'
import { keychainVault } from '../../../../electron/adapters/node/keychain/keychain.ts'
import type { KeychainChild } from '../../../../electron/adapters/node/keychain/keychain-child.ts'
import type { KeychainAction, KeychainAnswer } from '../../../../electron/adapters/node/keychain/keychain-program.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { scriptedKeyring } from '../../../kit/keyrings/scripted-keyring.ts'
import { sha256 } from '../../../kit/memory-ports.ts'

/** The keychain library over a store in memory, in the place of its process. */
function libraryOver(items: Map<string, string>) {
  const services = new Set<string>()
  const startChild = (): KeychainChild => {
    let hear: (answer: KeychainAnswer | null) => void = () => {}
    const perform = (call: KeychainAction): string | null => {
      services.add(call.service)
      if (call.action === 'set') items.set(call.account, call.value)
      if (call.action === 'delete') items.delete(call.account)
      return call.action === 'get' ? (items.get(call.account) ?? null) : null
    }
    return {
      send: (call) => queueMicrotask(() => hear({ ok: true, value: perform(call), entries: 1 })),
      listen(listener) {
        hear = listener
      },
      end: () => {},
    }
  }
  return { services, startChild }
}

function opened(platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) {
  const items = new Map<string, string>()
  const { services, startChild } = libraryOver(items)
  const options = { service: 'everbearer-test', digest: sha256, listKey: 'manifest', clock: handClock() }
  const vault = keychainVault({ ...options, startChild, env, platform })
  onTestFinished(() => vault.close())
  return { vault, items, services }
}

const LONG = 'x'.repeat(3_000)

describe('the keychain library', () => {
  test('gets what Windows takes, piece by piece', async () => {
    const { vault, items, services } = opened('win32')
    await vault.write('one', LONG)
    expect(await vault.read('one')).toBe(LONG)
    expect([...items.keys()]).toEqual(['one.a.2', 'one.a.3', 'one.a.4', 'one.a.1'])
    expect(Math.max(...[...items.values()].map(({ length }) => length))).toBe(1_200)
    expect([...services]).toEqual(['everbearer-test'])
  })

  test.each([
    ['darwin', {}],
    ['linux', { DBUS_SESSION_BUS_ADDRESS: 'tcp:host=127.0.0.1,port=1' }],
  ] as const)('of %s gets a document as one item', async (platform, env) => {
    const { vault, items } = opened(platform, env)
    await vault.write('one', LONG)
    expect([...items.keys()]).toEqual(['one.a.1'])
  })
})

test('on a session bus that is a Unix socket its keyring is asked, and no library', async () => {
  const service = await scriptedKeyring()
  const { vault, items } = opened('linux', service.env)
  await vault.write('one', LONG)
  expect(await vault.read('one')).toBe(LONG)
  expect([...service.items.values()].map(({ label }) => label)).toEqual(['Everbearer one.a.1'])
  expect(items.size).toBe(0)
  expect(await vault.facts?.()).toEqual({ keyring: 'gnome-keyring' })
})

test('what a keyring that was started anew has lost is written again', async () => {
  const service = await scriptedKeyring()
  const { vault } = opened('linux', service.env)
  await vault.write('one', 'saved')
  service.items.clear()
  service.change(true)
  expect(await vault.read('one')).toBe('saved')
  expect(service.items.size).toBe(1)
})
