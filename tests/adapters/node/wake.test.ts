import { expect, onTestFinished, test } from 'vitest'
import { networkNow, nodeWake } from '../../../electron/adapters/node/wake.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { until } from '../../kit/processes/until.ts'

function watched(addresses = () => 'eth0 10.0.0.2/24') {
  const clock = handClock()
  const wake = nodeWake(clock, addresses)
  let hints = 0
  const cancel = wake.subscribe(() => {
    hints += 1
  })
  onTestFinished(cancel)
  return { clock, cancel, wake, hints: () => hints }
}

test('time that just goes by is no hint', async () => {
  const { clock, hints } = watched()
  await clock.advance(60_000)
  expect(hints()).toBe(0)
})

test('a resume and a clock that was set, forwards or back, are one hint each', async () => {
  const { clock, hints } = watched()
  await clock.sleepMachine(3_600_000)
  await clock.advance(5_000)
  expect(hints()).toBe(1)
  clock.setWall(clock.now() - 90_000)
  await clock.advance(60_000)
  expect(hints()).toBe(2)
})

test('a small correction of the clock is none', async () => {
  const { clock, hints } = watched()
  clock.setWall(clock.now() + 1_500)
  await clock.advance(60_000)
  expect(hints()).toBe(0)
})

test('addresses that come and go are hints', async () => {
  let addresses = ''
  const { clock, hints } = watched(() => addresses)
  addresses = 'wlan0 192.168.1.7/24'
  await clock.advance(30_000)
  expect(hints()).toBe(1)
  addresses = ''
  await clock.advance(30_000)
  expect(hints()).toBe(2)
})

test('looks only while someone listens', async () => {
  const { clock, cancel, wake, hints } = watched()
  const cancelSecond = wake.subscribe(() => {})
  cancel()
  cancel()
  expect(clock.armed()).toHaveLength(1)
  cancelSecond()
  expect(clock.armed()).toEqual([])
  await clock.sleepMachine(3_600_000)
  await clock.advance(10_000)
  expect(hints()).toBe(0)
})

test('a process that is let go on hears of it at once', async () => {
  const { cancel, hints } = watched()
  process.kill(process.pid, 'SIGCONT')
  await until('the hint', () => hints() === 1)
  cancel()
  expect(process.listenerCount('SIGCONT')).toBe(0)
})

test('the loopback interface does not count as network', () => {
  expect(networkNow()).not.toContain('127.0.0.1')
})
