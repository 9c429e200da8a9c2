import { setTimeout as pause } from 'node:timers/promises'
import type { ReadAt } from '../../../electron/core/fleet/shared-store.ts'
import type { Keeper } from '../../../electron/core/keeper.ts'
import { etcdMembers } from '../../kit/real-servers/etcd.ts'
import { type EtcdKeepers, etcdKeepers, NAMES } from './etcd-keepers.ts'
import { rounded, type SimulatedFleet, simulatedFleet } from './simulated-fleet.ts'

const WORKSTATIONS = 5
const ROUNDS = 100
const IDLE_MS = 60_000
const AIM_P99_MS = 250

type Percentiles = { readonly p50: number; readonly p99: number }

export type FleetResult = {
  readonly bench: 'fleet'
  readonly workstations: number
  readonly renewals: number
  /** From the server's answer on one workstation to the new token on all others; ms. */
  readonly toAllOthers: Percentiles
  /** The same until whoever renewed it has it himself; ms. */
  readonly toItself: Percentiles
  /** In the same run, between them: from a write of as many bytes to its notice at another client of etcd; ms. */
  readonly etcdWatch: Percentiles
  readonly writesPerRenewal: number
  readonly bytesPerRenewal: number
  readonly readsPerRenewal: number
  readonly leasesPerRenewal: number
  /** What etcd itself counts of all workstations together while nothing is due. */
  readonly idleRequestsPerMinute: number
  readonly simulated: SimulatedFleet
  readonly goalReached: boolean
}

/** What it costs that several workstations share: over a real etcd, and fifty of them over a store in memory. */
export async function benchFleet(): Promise<{ result: FleetResult; lines: string[] }> {
  const clean: (() => Promise<void>)[] = []
  try {
    const etcd = etcdMembers({}, (work) => void clean.unshift(work))
    await etcd.begin()
    const fleet = await etcdKeepers(etcd, WORKSTATIONS)
    clean.unshift(fleet.stop)
    const renewed = await renewals(fleet)
    const idle = await idleRequests(() => etcd.requests())
    const simulated = await simulatedFleet(50, 1_000)
    const goalReached = renewed.toAllOthers.p99 < AIM_P99_MS && simulated.renewals === 1_000 && simulated.twice === 0
    const counted = { bench: 'fleet', workstations: WORKSTATIONS, renewals: ROUNDS } as const
    return told({ ...counted, ...renewed, idleRequestsPerMinute: idle, simulated, goalReached })
  } finally {
    for (const work of clean) await work()
  }
}

async function renewals({ keepers, counts, answered, connect }: EtcdKeepers) {
  const raw = rawWatch(connect)
  await raw.round('x')
  const before = { ...counts }
  const [others, itself, watch]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < ROUNDS; round++) {
    const one = keepers[round % keepers.length]
    const name = NAMES[round % NAMES.length]
    if (one === undefined || name === undefined) break
    const generation = (await one.handlers['connections.token']({ name })).generation + 1
    const all = Promise.all(keepers.filter((each) => each !== one).map((each) => arrives(each, name, generation)))
    const own = arrives(one, name, generation)
    await wished(one, name, generation)
    itself.push((await own) - answered.at)
    others.push(Math.max(...(await all)) - answered.at)
    const bytes = Math.round((counts.bytes - before.bytes) / (round + 1))
    watch.push(await raw.round('x'.repeat(bytes)))
  }
  raw.stop()
  const each = (now: number, then: number) => rounded((now - then) / ROUNDS)
  return {
    toAllOthers: percentiles(others),
    toItself: percentiles(itself),
    etcdWatch: percentiles(watch),
    writesPerRenewal: each(counts.writes, before.writes),
    bytesPerRenewal: Math.round(each(counts.bytes, before.bytes)),
    readsPerRenewal: each(counts.reads, before.reads),
    leasesPerRenewal: each(counts.leases, before.leases),
  }
}

/** Wishes that come within two seconds of a renewal are one, so a wish may have to be said again. */
async function wished(keeper: Keeper, name: string, generation: number): Promise<void> {
  for (;;) {
    await keeper.handlers['connections.refresh']({ name })
    if ((await keeper.handlers['connections.token']({ name })).generation >= generation) return
    await pause(50)
  }
}

/** When this keeper hands out that generation, as it tells it itself. */
function arrives(keeper: Keeper, name: string, generation: number): Promise<number> {
  return new Promise((resolve) => {
    const leave = keeper.subscribe((notice) => {
      if (notice.notice !== 'token.replaced' || notice.name !== name || notice.generation < generation) return
      resolve(performance.now())
      leave()
    })
  })
}

/** Two clients of etcd that have nothing else to do: one writes, the other watches. */
function rawWatch(connect: EtcdKeepers['connect']) {
  const [writer, watcher] = [connect(), connect()]
  let written: ReadAt = null
  let heard: (at: number) => void = () => undefined
  let stop = (): void => undefined
  return {
    async round(value: string): Promise<number> {
      if (written === null) {
        await watcher.list('raw/')
        stop = watcher.watch(
          'raw/',
          (notices) => {
            const { revision = 0, value } = notices.at(-1) ?? {}
            written = { revision, value: value ?? '' }
            heard(performance.now())
          },
          () => undefined,
        )
      }
      const told = new Promise<number>((resolve) => {
        heard = resolve
      })
      const begun = performance.now()
      await writer.write([{ key: 'raw/one', readAt: written, value }])
      return (await told) - begun
    },
    stop() {
      stop()
      writer.close()
      watcher.close()
    },
  }
}

async function idleRequests(requests: () => Promise<number>): Promise<number> {
  const before = await requests()
  await pause(IDLE_MS)
  // Each look at what etcd counts is no request of its own there.
  return Math.round(((await requests()) - before) / (IDLE_MS / 60_000))
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((one, other) => one - other)
  const rank = (part: number) => rounded(sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN)
  return { p50: rank(0.5), p99: rank(0.99) }
}

function told(result: FleetResult): { result: FleetResult; lines: string[] } {
  const of = ({ p50, p99 }: Percentiles) => `p50 ${p50} ms, p99 ${p99} ms`
  const { simulated } = result
  return {
    result,
    lines: [
      `${result.workstations} workstations over one etcd, ${result.renewals} renewals`,
      `to all others: ${of(result.toAllOthers)} (aim: p99 < ${AIM_P99_MS} ms); to itself: ${of(result.toItself)}`,
      `etcd's own watch: ${of(result.etcdWatch)}`,
      `per renewal: ${result.writesPerRenewal} writes of ${result.bytesPerRenewal} bytes, ${result.leasesPerRenewal} leases, ${result.readsPerRenewal} reads by all together`,
      `idle: ${result.idleRequestsPerMinute} requests a minute by all together`,
      `simulated, ${simulated.connections} connections on ${simulated.workstations} workstations: ${simulated.renewals} renewals (${simulated.twice} twice, most by one ${simulated.mostByOne}), ${simulated.writesPerRenewal} writes and ${simulated.readsPerRenewal} reads per renewal, ${simulated.tookMs} ms`,
    ],
  }
}
