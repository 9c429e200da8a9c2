/** The three real keyrings at their limits: much, many, killed at each step, and what a week of renewals leaves behind. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { quietNodeClock } from '../../../electron/adapters/node/clock.ts'
import { BLANK } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import type { Clock, VaultBackend } from '../../../electron/core/ports.ts'
import { startKeepassxc } from '../../kit/keyrings/keyring-keepassxc.ts'
import { besideKeyring, REAL_KEYRINGS, type RealKeyring } from '../../kit/keyrings/real-keyrings.ts'
import { sha256 } from '../../kit/memory-ports.ts'
import { productNode } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'
import { documentNumber } from '../../kit/processes/vault-writer-main.ts'

const writer = join(import.meta.dirname, '..', '..', 'kit', 'processes', 'vault-writer-main.ts')
const MEGABYTE = 1_000_000
/** Nothing happens later by itself. */
const untimed: Pick<Clock, 'after'> = { after: () => () => undefined }

function vaultOn(env: RealKeyring['env'], service: string, clock: Pick<Clock, 'after'> = quietNodeClock): VaultBackend {
  const patient = { deadlineMs: 60_000, promptMs: 60_000 }
  const vault = keychainVault({ service, digest: sha256, listKey: 'manifest', clock, env, ...patient })
  onTestFinished(() => vault.close())
  return vault
}

/**
 * How many connections. Each write makes gnome-keyring and KWallet seal their whole file again: a thousand take them some
 * minutes. KeePassXC 2.7.4 is not asked: it ends itself (SIGSEGV) after some dozens of new entries, with a second between
 * them (secret-items.ts) later than without.
 */
const MANY = Number(process.env['MANY'] ?? 1_000)

/** Milliseconds for each, printed, since they are what a person waits for. */
async function timed<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  const start = performance.now()
  const value = await work()
  process.stdout.write(`${what}: ${Math.round(performance.now() - start)} ms\n`)
  return value
}

describe.each(REAL_KEYRINGS)('%s', (name, start) => {
  let keyring: RealKeyring
  beforeAll(async () => {
    keyring = await start()
  })
  afterAll(() => keyring?.stop())

  const steady = (what: string, work: () => Promise<void>) => test(what, () => besideKeyring(keyring, work))

  // KeePassXC ends itself here too, with new entries of a megabyte a second apart; a connection takes some kilobytes.
  const length = name === 'KeePassXC' ? MEGABYTE / 20 : MEGABYTE
  steady(`ten documents of ${length} letters`, async () => {
    const vault = vaultOn(keyring.env, 'everbearer-much')
    const text = (number: number) => `${number}`.repeat(length / `${number}`.length)
    for (let number = 10; number < 20; number++) await vault.write(`k-${number}`, text(number))
    const again = vaultOn(keyring.env, 'everbearer-much')
    for (let number = 10; number < 20; number++) expect((await again.read(`k-${number}`)) === text(number)).toBe(true)
    for (let number = 10; number < 20; number++) await again.remove(`k-${number}`)
  })

  steady('a writer that is killed at any moment leaves the old document or the new one', async () => {
    let last = 0
    for (let round = 0; round < 12; round++) {
      const env = { ...process.env, ...keyring.env }
      const child = spawn(productNode, [writer, 'keychain', 'everbearer-killed', String(last + 1)], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let kept = last
      for await (const line of createInterface(child.stdout)) {
        kept = Number(line)
        if (kept === last + 2) setTimeout(() => child.kill('SIGKILL'), (round * 7) % 31)
      }
      // As the next keeper reads it. What it tidies up a second later would come beside the next writer.
      const vault = vaultOn(keyring.env, 'everbearer-killed', untimed)
      const text = (await vault.read('one')) ?? ''
      await vault.close()
      const found = Number(text.slice(0, text.indexOf(':')))
      expect([kept, kept + 1]).toContain(found)
      expect(text === documentNumber(found)).toBe(true)
      last = found
    }
  })

  if (name === 'KeePassXC') return

  steady(`${MANY} connections: added, read at a start, one of them renewed`, async () => {
    const keys = Array.from({ length: MANY }, (_, number) => `connection-${number}`)
    const middle = `connection-${MANY / 2}`
    const vault = vaultOn(keyring.env, 'everbearer-many')
    await timed(`${name}: ${MANY} documents written`, async () => {
      for (const key of keys) await vault.write(key, `{"of":"${key}","padding":"${'x'.repeat(2_000)}"}`)
    })
    await vault.close()
    const again = vaultOn(keyring.env, 'everbearer-many')
    await timed(`${name}: ${MANY} documents read`, async () => {
      for (const key of keys) expect(await again.read(key)).toContain(`"${key}"`)
    })
    await timed(`${name}: a renewal among ${MANY}`, async () => {
      await again.write(middle, 'asked')
      await again.write(middle, 'renewed')
    })
    expect(await again.read(middle)).toBe('renewed')
  })
})

describe('a week of hourly renewals in KeePassXC', () => {
  const CONNECTIONS = ['ward', 'desk', 'lab']
  const RENEWALS = 7 * 24
  /** KeePassXC keeps so many earlier states of an entry, unless a person has set otherwise. */
  const HISTORY = 10

  test('leaves one readable entry a connection, nothing in the recycle bin, and a history of known length', async () => {
    const keyring = await startKeepassxc()
    onTestFinished(() => keyring.stop())
    for (const confirmed of CONNECTIONS) await vaultOn(keyring.env, 'everbearer-week').write(confirmed, 'generation-0')
    for (let renewal = 1; renewal <= RENEWALS; renewal++) {
      const vault = vaultOn(keyring.env, 'everbearer-week')
      for (const key of CONNECTIONS) {
        await vault.write(key, `asked-${renewal}`)
        await vault.write(key, `generation-${renewal}`)
      }
      // Each run ends, as it does for whoever has no agent: what was replaced is blanked with it.
      await vault.close()
    }
    const wanted = `.${Buffer.from(`generation-${RENEWALS}`).toString('base64url')}`
    // KeePassXC writes its file some time after each change.
    const entries = await until('the last generation in the file', () => {
      const found = keyring.entries()
      const states = [
        found.filter(({ secret }) => secret.endsWith(wanted)),
        found.filter(({ secret }) => secret === BLANK),
      ]
      return states.every(({ length }) => length === CONNECTIONS.length) ? found : Promise.reject(new Error('not yet'))
    })
    expect(entries.filter(({ secret }) => secret !== BLANK)).toHaveLength(CONNECTIONS.length)
    expect(entries).toHaveLength(2 * CONNECTIONS.length)
    expect(entries.filter(({ group }) => group !== 'Root')).toEqual([])
    for (const { history } of entries) expect(history.length).toBeLessThanOrEqual(HISTORY)
  })

  test('a connection that is removed leaves nothing readable but that history, and its entries are used again', async () => {
    const keyring = await startKeepassxc()
    onTestFinished(() => keyring.stop())
    const vault = vaultOn(keyring.env, 'everbearer-removed')
    for (let round = 0; round < 5; round++) {
      await vault.write(`key-${round}`, 'secret')
      await vault.write(`key-${round}`, 'secret again')
      await vault.remove(`key-${round}`)
    }
    await until('the last change in the file', async () => {
      const secrets = keyring.entries().map(({ secret }) => secret)
      if (secrets.join() === [BLANK, BLANK].join()) return true
      // What is changed while KeePassXC writes waits for the next change (docs/keyrings.md).
      await vault.write('key-again', 'secret')
      await vault.remove('key-again')
      return Promise.reject(new Error(secrets.join()))
    })
    expect(keyring.entries().filter(({ group }) => group !== 'Root')).toEqual([])
  })
})
