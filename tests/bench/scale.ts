import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { nodeCertificates } from '../../electron/adapters/node/http/client-certificate.ts'
import { nodeOAuth } from '../../electron/adapters/node/http/oauth.ts'
import { nodeIdentities } from '../../electron/adapters/node/vaults/identities.ts'
import { nodeSealing } from '../../electron/adapters/node/vaults/sealing.ts'
import { createKeeper } from '../../electron/core/keeper.ts'
import { noLog } from '../../electron/core/log/log.ts'
import type { Http, Ports } from '../../electron/core/ports.ts'
import { filledVault, nameOf } from '../kit/filled-vault.ts'
import { handAlertWays } from '../kit/hand-alert-ways.ts'
import { handHost, handOwnership, handSiteFiles, handSurroundings, handVaults, handWake } from '../kit/hand-host.ts'
import { memoryIndex } from '../kit/processes/memory-files.ts'
import { seededRandom } from '../kit/seeded-random.ts'
import { handRedirects } from '../kit/servers/hand-redirects.ts'
import { type VirtualClock, virtualClock } from '../simulation/virtual-clock.ts'

const SIZES = [10, 100, 1_000, 10_000] as const
const START = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const MACHINE = 'machine-of-the-bench'
const ROUNDS = 3
/** The manifest, its own document, and the few that the refresher reads beside it meanwhile. */
const FEW_READS = 8
/** A small measurement is mostly noise: growth is judged from this size on, and with this much patience. */
const JUDGED_FROM = 1_000
const NOISE = 2

export type ScaleRow = {
  readonly connections: number
  /** Heap that one more connection takes, once read; KiB. */
  readonly kibEach: number
  /** From the constructor to a token handed out; ms, and how many documents were read by then. */
  readonly firstTokenMs: number
  readonly readsBeforeFirstToken: number
  /** From the constructor until every connection is read and planned; ms. */
  readonly allPlannedMs: number
  /** Work in an hour in which nothing is due; ms, and how often the one timer rang. */
  readonly idleHourMs: number
  readonly wakesInIdleHour: number
  readonly mostTimers: number
  /** From a wake after a night's sleep, everything being due, to the first request; ms. */
  readonly wakeToFirstRequestMs: number
}

export type ScaleResult = {
  readonly bench: 'scale'
  readonly node: string
  readonly rows: readonly ScaleRow[]
  /** How much more the largest takes than the one a tenth of its size; n log n would be `allowed`. */
  readonly growth: {
    readonly allPlanned: number
    readonly wakeToFirstRequest: number
    readonly idleHour: number
    readonly allowed: number
  }
  readonly goalReached: boolean
}

/** What the core itself costs: real code, real CPU time, over a vault in memory and a clock that is moved by hand. */
export async function benchScale(): Promise<{ result: ScaleResult; lines: string[] }> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // Twice, so that nothing measured is the compiler's work.
  await measure(1_000, collect)
  await measure(1_000, collect)
  const rows: ScaleRow[] = []
  for (const size of SIZES) {
    const rounds: ScaleRow[] = []
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(size, collect))
    rows.push(leastOf(rounds))
  }
  return told(rows)
}

async function measure(connections: number, collect: () => void): Promise<ScaleRow> {
  const clock = countingClock()
  const vault = await filledVault({ count: connections, clock, machine: MACHINE, lifeMs: () => 10 * HOUR })
  let reads = 0
  const counted: Ports['vault'] = {
    ...vault,
    kind: vault.kind,
    read: (key) => {
      reads++
      return vault.read(key)
    },
    write: (key, value) => vault.write(key, value),
    remove: (key) => vault.remove(key),
    condition: () => vault.condition(),
    unlock: () => vault.unlock(),
    close: () => vault.close(),
  }
  let firstRequest: (() => void) | null = null
  const http: Http = {
    send: () => {
      firstRequest?.()
      return new Promise(() => undefined)
    },
  }
  collect()
  const heapBefore = process.memoryUsage().heapUsed
  const begun = performance.now()
  const keeper = createKeeper(portsOf(clock, counted, http))
  const started = keeper.start()
  // The last in the list: whoever reads all of the vault first would reach it last.
  await keeper.handlers['connections.token']({ name: nameOf(connections - 1) })
  const firstTokenMs = performance.now() - begun
  const readsBeforeFirstToken = reads
  await started
  while (reads < connections + 1) await clock.runUntil(clock.trueNow() + 1)
  const allPlannedMs = performance.now() - begun
  collect()
  const kibEach = (process.memoryUsage().heapUsed - heapBefore) / connections / 1_024

  const wakesBefore = clock.rung()
  const idleFrom = performance.now()
  await clock.runUntil(clock.trueNow() + HOUR)
  const idleHourMs = performance.now() - idleFrom
  const wakesInIdleHour = clock.rung() - wakesBefore

  clock.sleep(12 * HOUR)
  const wokenAt = performance.now()
  const asked = new Promise<number>((resolve) => {
    firstRequest = () => resolve(performance.now() - wokenAt)
  })
  await clock.runUntil(clock.trueNow() + 31_000)
  const wakeToFirstRequestMs = await asked
  return {
    connections,
    kibEach: round(kibEach),
    firstTokenMs: round(firstTokenMs),
    readsBeforeFirstToken,
    allPlannedMs: round(allPlannedMs),
    idleHourMs: round(idleHourMs),
    wakesInIdleHour,
    mostTimers: clock.mostTimers(),
    wakeToFirstRequestMs: round(wakeToFirstRequestMs),
  }
}

/** The least of each: whatever else the machine does can only add to it. */
function leastOf(rounds: readonly ScaleRow[]): ScaleRow {
  const names = Object.keys(rounds[0] ?? {}) as (keyof ScaleRow)[]
  const least = (name: keyof ScaleRow): number => Math.min(...rounds.map((row) => row[name]))
  // Memory alone is told at its most: what was collected meanwhile makes it seem less than it is.
  const kibEach = Math.max(...rounds.map((row) => row.kibEach))
  return { ...(Object.fromEntries(names.map((name) => [name, least(name)])) as ScaleRow), kibEach }
}

type CountingClock = VirtualClock & { rung(): number; mostTimers(): number }

/** Counts how often timers ring and how many are armed at once. */
function countingClock(): CountingClock {
  const clock = virtualClock(START)
  let rung = 0
  let armed = 0
  let most = 0
  return {
    ...clock,
    rung: () => rung,
    mostTimers: () => most,
    after(ms, run) {
      let over = false
      const end = (): void => {
        if (!over) armed--
        over = true
      }
      most = Math.max(most, ++armed)
      const cancel = clock.after(ms, () => {
        end()
        rung++
        run()
      })
      return () => {
        end()
        cancel()
      }
    },
  }
}

function portsOf(clock: CountingClock, vault: Ports['vault'], http: Http): Ports {
  return {
    clock,
    vault,
    http,
    wake: handWake(),
    random: seededRandom(),
    digest: () => '',
    log: noLog,
    index: memoryIndex(),
    journal: { append: async () => undefined, read: async () => ({ entries: [], unreadable: 0 }) },
    siteFiles: handSiteFiles(),
    ownership: handOwnership(),
    machine: { id: MACHINE, boot: null },
    vaults: handVaults(),
    oauth: nodeOAuth(http),
    redirects: handRedirects(),
    alertActions: handAlertWays(),
    certificates: nodeCertificates,
    sealing: nodeSealing(8),
    identities: nodeIdentities,
    surroundings: handSurroundings(),
    host: handHost(),
  }
}

function told(rows: readonly ScaleRow[]): { result: ScaleResult; lines: string[] } {
  const large = rows.at(-1)
  const small = rows.find((row) => row.connections === JUDGED_FROM)
  if (large === undefined || small === undefined) throw new Error('nothing was measured')
  const times = large.connections / small.connections
  const allowed = round(times * (Math.log(large.connections) / Math.log(small.connections)))
  const of = (pick: (row: ScaleRow) => number): number => round(pick(large) / Math.max(0.05, pick(small)))
  const growth = {
    allPlanned: of((row) => row.allPlannedMs),
    wakeToFirstRequest: of((row) => row.wakeToFirstRequestMs),
    idleHour: of((row) => row.idleHourMs),
    allowed,
  }
  const grown = [growth.allPlanned, growth.wakeToFirstRequest, growth.idleHour]
  const goalReached =
    grown.every((each) => each <= allowed * NOISE) &&
    rows.every((row) => row.mostTimers <= 1 && row.readsBeforeFirstToken <= FEW_READS)
  const result: ScaleResult = { bench: 'scale', node: process.versions.node, rows, growth, goalReached }
  return { result, lines: [...rows.map(lineOf), lineOfGrowth(growth)] }
}

function lineOf(row: ScaleRow): string {
  return [
    `${String(row.connections).padStart(6)} connections`,
    `${row.kibEach} KiB each`,
    `first token ${row.firstTokenMs} ms (${row.readsBeforeFirstToken} reads)`,
    `all planned ${row.allPlannedMs} ms`,
    `idle hour ${row.idleHourMs} ms (${row.wakesInIdleHour} wakes)`,
    `wake to first request ${row.wakeToFirstRequestMs} ms`,
  ].join('   ')
}

function lineOfGrowth({ allPlanned, wakeToFirstRequest, idleHour, allowed }: ScaleResult['growth']): string {
  return `ten times as many: all planned x${allPlanned}, wake x${wakeToFirstRequest}, idle hour x${idleHour}; n log n is x${allowed}`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
