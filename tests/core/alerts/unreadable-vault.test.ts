/** After a reboot the vault may stay locked, and nothing is renewed: whoever can be told without it is told. */
import { expect, test } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { handHost } from '../../kit/hand-host.ts'
import { type MemoryPorts, memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper } from '../started-keeper.ts'

const TEN_MINUTES = 600_000

/** What a keeper with two connections has left, its vault locked by now. */
async function rebooted(site: object | null, more: Partial<MemoryPorts> = {}): Promise<MemoryPorts> {
  const before = memoryPorts()
  const first = createKeeper(before)
  await first.start()
  for (const name of ['ward', 'lab']) {
    await first.handlers['connections.add']({ entry: drawEntry(name, before, 30 * 86_400) })
  }
  await first.stop()
  before.vault.lock()
  const ports: MemoryPorts = {
    ...memoryPorts({ vault: before.vault, index: before.index, clock: before.clock }),
    ...more,
  }
  if (site !== null) ports.siteFiles.lay({ '/etc/everbearer/a.json': { everbearer: 1, notify: site } })
  return ports
}

const told = ({ alertActions }: MemoryPorts) =>
  alertActions.ran.map(({ program, environment: env }) => [
    program,
    ...['EVENT', 'FAULT', 'CONNECTIONS'].map((name) => env[`EVERBEARER_ALERT_${name}`]),
  ])

test('once, by the command of the site, after ten minutes; and that it is open again', async () => {
  const ports = await rebooted({ command: ['/opt/site/tell'] })
  const { keeper } = await startKeeper(ports)
  await ports.clock.advance(TEN_MINUTES - 1)
  expect(told(ports)).toEqual([])
  await ports.clock.advance(6 * TEN_MINUTES)
  expect(told(ports)).toEqual([['/opt/site/tell', 'needs_person', 'vault_locked', 'ward lab']])
  expect(ports.alertActions.ran[0]?.environment['EVERBEARER_ALERT_TEXT']).toBe('The keychain is locked.')
  await keeper.handlers['vault.unlock']({})
  await ports.clock.advance(1_000)
  expect(told(ports).slice(1)).toEqual([['/opt/site/tell', 'recovered', '', 'ward lab']])
})

test('not where it was unlocked in time, where nobody can be told, and not by a single command', async () => {
  const unlocked = await rebooted({ command: ['/opt/site/tell'] })
  const { keeper } = await startKeeper(unlocked)
  await keeper.handlers['vault.unlock']({})
  await unlocked.clock.advance(2 * TEN_MINUTES)
  expect(told(unlocked)).toEqual([])
  const nobody = await rebooted(null)
  await startKeeper(nobody)
  await nobody.clock.advance(2 * TEN_MINUTES)
  expect(told(nobody)).toEqual([])
  const single = await rebooted({ command: ['/opt/site/tell'] }, { host: { ...handHost(), asked: 0, lasting: false } })
  await startKeeper(single)
  await single.clock.advance(2 * TEN_MINUTES)
  expect(told(single)).toEqual([])
})

test('again in ten minutes where it could not be told', async () => {
  const ports = await rebooted({ webhook: 'https://alerts.example/everbearer' })
  await startKeeper(ports)
  await ports.clock.advance(TEN_MINUTES)
  // Its key lies in the vault, and nothing is sent unsigned.
  expect(ports.http.requests).toEqual([])
  ports.siteFiles.lay({ '/etc/everbearer/a.json': { everbearer: 1, notify: { command: ['/opt/site/tell'] } } })
  await ports.clock.advance(TEN_MINUTES)
  expect(told(ports)).toHaveLength(1)
})
