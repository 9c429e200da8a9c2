/** Thousands of connections at once: one server sees a few requests at a time, and a hung one delays nobody else. */
import { expect, test } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import type { Http } from '../../../electron/core/ports.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { filledVault, nameOf } from '../../kit/filled-vault.ts'
import { START } from '../../kit/hand-clock.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { type VirtualClock, virtualClock } from '../../simulation/virtual-clock.ts'

const HOUR = 3_600_000
const MACHINE = 'machine-of-the-test'
/** The stand-in's own checks of each entry would cost more than all that is tested here. */
const journal = { append: async () => undefined, read: async () => ({ entries: [], unreadable: 0 }) }

/** A server that answers after `latencyMs` with tokens of ten hours, and the record of what it saw. */
function serverAt(clock: VirtualClock, latencyMs: (origin: string) => number) {
  const seen: Array<{ at: number; origin: string; who: string }> = []
  const perSecond = new Map<number, number>()
  let atOnce = 0
  const most = { atOnce: 0, perSecond: 0 }
  const http: Http = {
    async send(request) {
      const sentAt = clock.now()
      const origin = originOf(request.url)
      const who = /refresh-of-(\d+)/.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
      seen.push({ at: sentAt, origin, who })
      const second = Math.floor(sentAt / 1_000)
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
      most.atOnce = Math.max(most.atOnce, ++atOnce)
      most.perSecond = Math.max(most.perSecond, perSecond.get(second) ?? 0)
      const latency = latencyMs(origin)
      await new Promise<void>((resolve) => clock.after(Math.min(latency, 30_000), resolve))
      atOnce--
      const times = { sentAt, receivedAt: clock.now() }
      if (latency > 30_000) return { kind: 'failure', trouble: 'timed_out', sent: true, detail: '', ...times }
      const tokens = { access_token: `access-of-${who}-1`, refresh_token: `refresh-of-${who}-1`, expires_in: 36_000 }
      return { kind: 'reply', status: 200, headers: {}, body: JSON.stringify(tokens), ...times }
    },
  }
  return { http, seen, most }
}

test('3,000 connections to one server that wake together go through a few at a time, each once', async () => {
  const count = 3_000
  const clock = virtualClock(START)
  const vault = await filledVault({ count, clock, machine: MACHINE, lifeMs: () => 10 * HOUR })
  const { http, seen, most } = serverAt(clock, () => 50)
  const keeper = createKeeper(memoryPorts({ clock, http, vault, journal }))
  await keeper.start()
  await clock.runUntil(START + HOUR)
  clock.sleep(12 * HOUR)
  const wokenAt = clock.trueNow()
  await clock.runUntil(wokenAt + 5 * 60_000)
  expect(seen).toHaveLength(count)
  expect(most.atOnce).toBeLessThanOrEqual(6)
  // Six limiter of 50 ms: 120 a second.
  expect(most.perSecond).toBeLessThanOrEqual(126)
  const last = seen.at(-1)?.at ?? 0
  expect(last - wokenAt).toBeLessThan(30_000 + (count / 6) * 55)
  await keeper.stop()
})

/** When those at the good server were asked, with the others at one that answers after `latencyMs`. */
async function renewalsBeside(latencyMs: number): Promise<unknown> {
  const clock = virtualClock(START)
  const isGood = (number: number): boolean => number % 10 === 0
  const vault = await filledVault({
    count: 300,
    clock,
    machine: MACHINE,
    // Each at a moment of its own: who comes first of two in the same millisecond is nobody's delay.
    lifeMs: (number) => 10 * HOUR + number * 100,
    baseUrl: (number) => (isGood(number) ? 'https://good.example/' : 'https://hung.example/'),
  })
  const { http, seen } = serverAt(clock, (origin) => (origin.includes('good') ? 50 : latencyMs))
  // The same draw for everybody: what differs then is waiting and nothing else.
  const random = { fraction: () => 0.5, hex: () => '00', uuid: () => '00' }
  const keeper = createKeeper(memoryPorts({ clock, http, vault, random, journal }))
  await keeper.start()
  const handed: number[] = []
  await clock.runUntil(START + 11 * HOUR)
  void keeper.handlers['connections.token']({ name: nameOf(100) }).then(() => handed.push(clock.trueNow()))
  await clock.runUntil(START + 13 * HOUR)
  const stopping = keeper.stop()
  await clock.runUntil(START + 14 * HOUR)
  await stopping
  return { handed, good: seen.filter(({ origin }) => origin.includes('good')) }
}

test('a hung server delays no renewal and no caller of another one by a millisecond', async () => {
  const beside = await renewalsBeside(50)
  expect(beside).toMatchObject({ handed: [START + 11 * HOUR] })
  expect(await renewalsBeside(10 * HOUR)).toEqual(beside)
})
