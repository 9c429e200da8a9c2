/** Tokens that came while the keychain was locked: tried now and then with one of them, and all saved once it is open. */
import { expect, test } from 'vitest'
import type { ConnectionRecord } from '../../../electron/core/connections/connection-record.ts'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { createLateSaves, type LateSavesContext } from '../../../electron/core/renewal/late-saves.ts'
import { filledVault } from '../../kit/filled-vault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'

const MINUTE = 60_000
const COUNT = 50

test('a locked keychain is asked with one of fifty unsaved token sets every few seconds, and takes all when it is open', async () => {
  const clock = handClock()
  const vault = await filledVault({
    count: COUNT,
    clock,
    machine: 'machine-of-the-test',
    lifeMs: () => 60 * MINUTE,
    // A server each, so that all of them are under way at once.
    baseUrl: (number) => `https://draw-${number}.example/`,
  })
  let writes = 0
  const { write } = vault
  vault.write = (key, value) => {
    writes++
    return write.call(vault, key, value)
  }
  const ports = memoryPorts({ clock, vault })
  ports.http.otherwise(async ({ headers }) => {
    await new Promise<void>((resolve) => clock.after(1_000, resolve))
    // The keychain locks itself while the answers are on their way.
    vault.lock()
    return { json: { access_token: 'new', refresh_token: `after-${headers['authorization']}`, expires_in: 3_600 } }
  })
  const keeper = createKeeper(ports)
  await keeper.start()
  await clock.advance(MINUTE)
  await clock.sleepMachine(50 * MINUTE)
  await clock.advance(MINUTE)
  const unsaved = async (): Promise<number> =>
    (await keeper.handlers['connections.list']({})).filter(({ state }) => state === 'unsaved').length
  const kept = await unsaved()
  expect(kept).toBe(COUNT)

  writes = 0
  await clock.advance(MINUTE)
  expect(writes).toBeGreaterThan(5)
  expect(writes).toBeLessThanOrEqual(13)

  await vault.unlock()
  await clock.advance(10_000)
  expect(await unsaved()).toBe(0)
  expect(ports.journal.events().filter((event) => event === 'saved_late')).toHaveLength(kept)
  await keeper.stop()
})

test('nothing waits to be saved before a set could not be, once it is, and when its connection is gone', () => {
  const late = createLateSaves({ ports: { clock: handClock() } } as unknown as LateSavesContext)
  const record = (state: Partial<ConnectionRecord>) => Object.assign(kept, state)
  const kept = {} as ConnectionRecord
  expect(late.any()).toBe(false)
  late.look(record({ unsaved: true, gone: false }))
  expect(late.any()).toBe(true)
  late.look(record({ unsaved: true, gone: true }))
  expect(late.any()).toBe(false)
  late.look(record({ unsaved: true, gone: false }))
  late.look(record({ unsaved: false }))
  expect(late.any()).toBe(false)
})
