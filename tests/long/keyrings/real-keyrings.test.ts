/** One suite over the three keyrings of Linux desktops, each real: what a person and a bad day do to them. */
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { quietNodeClock } from '../../../electron/adapters/node/clock.ts'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import type { VaultBackend } from '../../../electron/core/ports.ts'
import { besideKeyring, REAL_KEYRINGS, type RealKeyring } from '../../kit/keyrings/real-keyrings.ts'
import { sha256 } from '../../kit/memory-ports.ts'
import { PATIENCE_MS } from '../../kit/processes/until.ts'

/** Long enough for a first call on a busy machine, and all that a keyring is waited for that stands still. */
const STALLED_MS = 10_000
/** A busy machine is no stalled keyring. */
const PATIENT = { deadlineMs: 20_000, promptMs: 60_000 }

describe.each(REAL_KEYRINGS)('%s', (_name, start) => {
  let keyring: RealKeyring
  beforeAll(async () => {
    keyring = await start()
  })
  afterAll(() => keyring?.stop())

  const steady = (what: string, work: () => Promise<void>) => test(what, () => besideKeyring(keyring, work))

  function vaultOf(more: { deadlineMs?: number; env?: RealKeyring['env'] } = {}): VaultBackend {
    const options = {
      service: 'everbearer-real',
      digest: sha256,
      listKey: 'manifest',
      clock: quietNodeClock,
      env: keyring.env,
    }
    const vault = keychainVault({ ...options, ...PATIENT, ...more })
    onTestFinished(() => vault.close())
    return vault
  }
  let sessions = 0
  const trouble = (code: string) => ({ fault: { code } })

  steady('keeps, overwrites and removes documents; another run reads them; nobody is asked', async () => {
    const before = await keyring.dialogs()
    const vault = vaultOf()
    expect(await vault.condition()).toBe('open')
    expect(await vault.read('one')).toBeNull()
    for (const text of ['first', 'grün\n🍓', 'z'.repeat(60_000), 'last']) {
      await vault.write('one', text)
      expect(await vault.read('one')).toBe(text)
    }
    await vault.write('two', 'second')
    expect(await vaultOf().read('one')).toBe('last')
    await vault.remove('two')
    expect(await vaultOf().read('two')).toBeNull()
    expect(await keyring.dialogs()).toBe(before)
  })

  steady('locked: said, never asked for in the background; unlocked by one dialog, then all is there', async () => {
    const vault = vaultOf()
    await vault.write('one', 'kept')
    await keyring.lock()
    const before = await keyring.dialogs()
    expect(await vault.condition()).toBe('locked')
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_locked'))
    await expect(vault.write('one', 'x')).rejects.toMatchObject(trouble('vault_locked'))
    await expect(vault.read('never-written')).rejects.toMatchObject(trouble('vault_locked'))
    expect(await keyring.dialogs()).toBe(before)
    await Promise.all([vault.unlock(), vault.unlock(), keyring.typePassword()])
    expect(await vault.read('one')).toBe('kept')
  })

  steady('locked by its timer and unlocked by another program: the same run goes on, and asks nobody', async () => {
    const vault = vaultOf()
    await vault.write('one', 'kept')
    await keyring.lock()
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_locked'))
    await Promise.all([vaultOf().unlock(), keyring.typePassword()])
    const before = await keyring.dialogs()
    expect(await vault.condition()).toBe('open')
    expect(await vault.read('one')).toBe('kept')
    await vault.write('one', 'newer')
    expect(await keyring.dialogs()).toBe(before)
  })

  steady('killed and started anew between two writes: the same run goes on, with nothing lost', async () => {
    const vault = vaultOf()
    await vault.write('one', 'asked')
    await keyring.restart()
    await vault.write('one', 'answered')
    expect(await vault.read('one')).toBe('answered')
    await keyring.restart()
    // KeePassXC had not written its file yet: what it lost is written again by the run that remembers it.
    await expect.poll(() => vaultOf().read('one'), { timeout: PATIENCE_MS }).toBe('answered')
  })

  steady('its bus ended and begun anew: the same run goes on', async () => {
    const vault = vaultOf()
    await vault.write('one', 'before')
    await keyring.restartBus()
    await vault.write('one', 'after')
    expect(await vault.read('one')).toBe('after')
  })

  steady('its login session ended, and another begun with a bus elsewhere: the same run goes on', async () => {
    const { HOME: home = '', XDG_RUNTIME_DIR: runtime = '' } = keyring.env
    const first = join(home, `first-${++sessions}`)
    symlinkSync(join(runtime, 'bus'), first)
    const vault = vaultOf({ env: { ...keyring.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${first}` } })
    await vault.write('one', 'before')
    rmSync(first)
    await keyring.restartBus()
    await vault.write('one', 'after')
    expect(await vault.read('one')).toBe('after')
  })

  steady('killed: missing, never empty', async () => {
    const vault = vaultOf()
    await vault.write('one', 'kept')
    await keyring.kill()
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_missing'))
    await expect(vault.write('one', 'x')).rejects.toMatchObject(trouble('vault_missing'))
    await keyring.restart()
    expect(await vault.read('one')).toBe('kept')
  })

  steady('standing still: each call ends by its deadline, the next at once; then it is back', async () => {
    const vault = vaultOf({ deadlineMs: STALLED_MS })
    await vault.write('one', 'kept')
    await keyring.pause()
    await expect(vault.write('one', 'late')).rejects.toMatchObject(trouble('vault_stalled'))
    const start = performance.now()
    await expect(vault.read('one')).rejects.toMatchObject(trouble('vault_stalled'))
    expect(performance.now() - start).toBeLessThan(STALLED_MS)
    expect(await vault.condition()).toBe('stalled')
    await keyring.resume()
    await expect.poll(() => vault.condition(), { timeout: PATIENCE_MS }).toBe('open')
    expect(['kept', 'late']).toContain(await vault.read('one'))
    await vault.write('one', 'newer')
    expect(await vault.read('one')).toBe('newer')
  })
})
