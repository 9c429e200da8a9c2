import { readdirSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { quietNodeClock } from '../../../electron/adapters/node/clock.ts'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import { forkKeychainChild } from '../../../electron/adapters/node/keychain/keychain-child.ts'
import { KeychainProcess } from '../../../electron/adapters/node/keychain/keychain-process.ts'
import { vaultSuite } from '../../adapters/node/vaults/vault-suite.ts'
import { type SecretService, startSecretService } from '../../kit/keyrings/secret-service.ts'
import { sha256 } from '../../kit/memory-ports.ts'
import { until } from '../../kit/processes/until.ts'

let keyring: SecretService
let service = ''
let count = 0

beforeAll(async () => {
  keyring = await startSecretService()
  Object.assign(process.env, keyring.env)
})
afterAll(() => keyring.stop())
beforeEach(() => {
  service = `everbearer-test-${count++}`
})

/** More patient than the product, where it is not about patience: a busy machine is no stalled keyring. */
function vaultOf(deadlineMs = 20_000, platform: NodeJS.Platform = 'linux') {
  const vault = keychainVault({
    service,
    digest: sha256,
    listKey: 'manifest',
    clock: quietNodeClock,
    deadlineMs,
    promptMs: 60_000,
    platform,
  })
  onTestFinished(() => vault.close())
  return vault
}

function libraryProcess(promptMs = 20_000) {
  const library = new KeychainProcess({ start: forkKeychainChild, env: process.env, clock: quietNodeClock, promptMs })
  onTestFinished(() => library.close())
  return library
}

const trouble = (code: string) => ({ fault: { code } })
const openFiles = () => readdirSync('/proc/self/fd').length
/** Long enough for a first call on a busy machine, and all that a keyring is waited for that stands still. */
const STALLED_MS = 5_000
const elapsed = async (work: Promise<unknown>) => {
  const start = performance.now()
  await work.catch(() => {})
  return performance.now() - start
}

vaultSuite('the keychain: a real gnome-keyring', async () => ({ vault: vaultOf(), reopen: async () => vaultOf() }))

describe('entries', () => {
  test('are found by secret-tool under the service of this state folder, as single lines', async () => {
    const vault = vaultOf()
    await vault.write('one', 'first\nsecond')
    const found = await keyring.find({ service })
    expect(found).toMatch(/attribute\.username = one\.a\.1\b/)
    expect(found).toMatch(/^secret = 2\.1\.1\.\d+\.[0-9a-f]{64}\.[\w-]+$/m)
    expect(found).toContain(`.${Buffer.from('first\nsecond').toString('base64url')}\n`)
    await vault.remove('one')
    expect(await keyring.find({ service })).toBe('')
  })

  test('of another state folder stay apart', async () => {
    const vault = vaultOf()
    await vault.write('one', 'mine')
    service = `${service}-other`
    expect(await vaultOf().read('one')).toBeNull()
  })

  test('however many, need one connection to the bus', async () => {
    const vault = vaultOf()
    const before = openFiles()
    let most = 0
    for (let number = 0; number < 30; number++) {
      await vault.write(`k-${number}`, 'x'.repeat(2_000))
      expect(await vault.read(`k-${number}`)).toHaveLength(2_000)
      most = Math.max(most, openFiles() - before)
    }
    expect(most).toBeLessThanOrEqual(2)
  })

  test('damaged by another program are named', async () => {
    const vault = vaultOf()
    await vault.write('one', 'x')
    // The keychain library finds what the session bus has written, and the reverse.
    await libraryProcess().call({ action: 'set', service, account: 'one.a.1', value: 'hunter2' }, 5_000)
    await expect(vault.read('one')).rejects.toMatchObject({ fault: { code: 'vault_damaged', params: { key: 'one' } } })
  })
})

describe('a locked keyring', () => {
  test('is said, is never asked for in the background, and loses nothing', async () => {
    const vault = vaultOf()
    await vault.write('one', 'kept')
    const before = keyring.prompts()
    await keyring.lock()
    expect(await vault.condition()).toBe('locked')
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_locked'))
    await expect(vault.read('never-written')).rejects.toMatchObject(trouble('vault_locked'))
    await expect(vault.write('one', 'other')).rejects.toMatchObject(trouble('vault_locked'))
    await expect(vault.remove('one')).rejects.toMatchObject(trouble('vault_locked'))
    expect(keyring.prompts()).toBe(before)
    await keyring.unlock()
    expect(await vault.condition()).toBe('open')
    expect(await vault.read('one')).toBe('kept')
  })

  test('asks a person once on unlock, however many ask, and stays shut when the dialog is refused', async () => {
    const vault = vaultOf()
    await keyring.lock()
    const before = keyring.prompts()
    const asked = [vault.unlock(), vault.unlock(), vault.unlock()]
    for (const one of asked) await expect(one).rejects.toMatchObject(trouble('vault_locked'))
    expect(keyring.prompts()).toBe(before + 1)
    await keyring.unlock()
    await vault.unlock()
    expect(keyring.prompts()).toBe(before + 1)
  })
})

describe('a locked keyring that we cannot look at, as on macOS', () => {
  test('asks a person once; then the answer is remembered until the person unlocks', async () => {
    const vault = vaultOf(undefined, 'darwin')
    await vault.write('one', 'kept')
    await keyring.lock()
    const before = keyring.prompts()
    for (let again = 0; again < 3; again++) {
      await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_locked'))
    }
    expect(await vault.condition()).toBe('locked')
    expect(keyring.prompts()).toBe(before + 1)
    await vault.write('manifest', 'x').catch(() => {})
    await expect(vault.read('two')).rejects.toMatchObject(trouble('vault_locked'))
    await keyring.unlock()
    await vault.unlock()
    expect(await vault.read('one')).toBe('kept')
    expect(keyring.prompts()).toBe(before + 1)
  })
})

describe('a keyring that stands still', () => {
  test('stalls one call by its deadline and the next not at all, while other work goes on; then it is back', async () => {
    const vault = vaultOf(STALLED_MS)
    await vault.write('one', 'kept')
    await keyring.pause()
    let [turns, waiting] = [0, true]
    const reading = vault.read('one').finally(() => {
      waiting = false
    })
    const watching = (async () => {
      for (; waiting; turns++) await turn()
    })()
    const stalled = [reading, vault.read('one')]
    await Promise.all(stalled.map((call) => expect(call).rejects.toMatchObject(trouble('vault_stalled'))))
    await watching
    expect(turns).toBeGreaterThan(20)
    const start = performance.now()
    for (let again = 0; again < 5; again++) {
      await expect(vault.write('one', 'x')).rejects.toMatchObject(trouble('vault_stalled'))
    }
    // Five calls that waited would take 25 seconds.
    expect(performance.now() - start).toBeLessThan(4 * STALLED_MS)
    expect(await vault.condition()).toBe('stalled')
    await keyring.resume()
    await until('an open keyring', async () => (await vault.condition()) === 'open')
    expect(await vault.read('one')).toBe('kept')
  })

  test('in the middle of a call: the one process is left alone until it answers, then serves again', async () => {
    const library = libraryProcess()
    const get = { action: 'get', service, account: 'one' } as const
    // Its process starts first, which takes its time on a busy machine.
    await library.call({ action: 'set', service, account: 'one', value: 'kept' }, 30_000)
    await keyring.pause()
    const calls = [1, 2, 3].map(() => library.call(get, 300))
    for (const call of calls) await expect(call).rejects.toMatchObject(trouble('vault_stalled'))
    expect(library.isStalled).toBe(true)
    // Not asked, and so not waited for.
    expect(await elapsed(library.call(get, 60_000))).toBeLessThan(30_000)
    await keyring.resume()
    await until('the process to answer', () => !library.isStalled)
    expect(await library.call(get, 30_000)).toBe('kept')
  })
})

describe('a keyring that goes away', () => {
  test('killed: missing, never empty; started again it is locked, then all is there', async () => {
    const vault = vaultOf()
    await vault.write('one', 'kept')
    await keyring.kill()
    expect(await vault.condition()).toBe('missing')
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_missing'))
    await expect(vault.write('one', 'x')).rejects.toMatchObject(trouble('vault_missing'))
    await expect(vault.unlock()).rejects.toMatchObject(trouble('vault_missing'))
    await keyring.startDaemon()
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_locked'))
    await keyring.unlock()
    expect(await vault.read('one')).toBe('kept')
    await vault.write('one', 'newer')
    expect(await vault.read('one')).toBe('newer')
  })

  test('its collection deleted: missing, never empty', async () => {
    const vault = vaultOf()
    await vault.write('one', 'x')
    await keyring.deleteCollection()
    expect(await vault.condition()).toBe('missing')
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_missing'))
    await expect(vault.write('one', 'y')).rejects.toMatchObject(trouble('vault_missing'))
    await keyring.kill()
    await keyring.startDaemon(true)
    // Whoever has not written it finds nothing; the keeper that has gives the new keyring what the old one lost.
    expect(await vaultOf().read('one')).toBeNull()
    expect(await vault.read('one')).toBe('x')
  })

  test('its bus ended: missing', async () => {
    const vault = vaultOf()
    await vault.write('one', 'x')
    await keyring.stopBus()
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_missing'))
    await expect(vault.unlock()).rejects.toMatchObject(trouble('vault_missing'))
    expect(await vault.condition()).toBe('missing')
  })
})
