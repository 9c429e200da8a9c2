import { EventEmitter } from 'node:events'
import type { PowerMonitor } from 'electron'
import { expect, onTestFinished, test } from 'vitest'
import { electronWake } from '../../../electron/adapters/electron/wake.ts'
import { NETWORK_CHECK_MS, nodeWake } from '../../../electron/adapters/node/wake.ts'
import { handClock } from '../../kit/hand-clock.ts'

/** As the desktop has it: the system tells of resume and unlock, and for the network somebody looks. */
function desktop() {
  const clock = handClock()
  const power = new EventEmitter()
  const seen = { addresses: 'eth0 10.0.0.2/24', looks: 0, isWaiting: false, hints: 0 }
  const network = () => {
    seen.looks += 1
    return seen.addresses
  }
  const calm = nodeWake(clock, network, NETWORK_CHECK_MS)
  const wake = electronWake(power as unknown as Pick<PowerMonitor, 'on' | 'off'>, calm, clock)
  onTestFinished(
    wake.subscribe(
      () => void seen.hints++,
      () => seen.isWaiting,
    ),
  )
  return { clock, power, seen }
}

test('looks once a minute while nothing waits for the network', async () => {
  const { clock, seen } = desktop()
  await clock.advance(600_000)
  expect([seen.looks, seen.hints]).toEqual([11, 0])
})

test.each(['resume', 'unlock-screen'])('hears of %s at once, whenever it looks', async (event) => {
  const { clock, power, seen } = desktop()
  await clock.sleepMachine(3_600_000)
  power.emit(event)
  expect(seen.hints).toBe(1)
})

test('sees a network that came back within five seconds where something waits for it', async () => {
  const { clock, seen } = desktop()
  seen.addresses = ''
  await clock.advance(60_000)
  expect(seen.hints).toBe(1)
  seen.isWaiting = true
  await clock.advance(60_000)
  seen.addresses = 'wlan0 192.168.1.7/24'
  await clock.advance(5_000)
  expect(seen.hints).toBe(2)
  seen.isWaiting = false
  const before = seen.looks
  await clock.advance(300_000)
  expect(seen.looks - before).toBeLessThanOrEqual(6)
})
