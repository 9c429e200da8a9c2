/**
 * Several workstations over one shared store and one strict server, from one seed: real keepers, machines that are killed,
 * stopped and cut off between any two steps, clocks that disagree, and a store that answers late, twice or not at all.
 */

// Loaded before time begins: a module that is read from the disk meanwhile takes as long as it likes.
import '../../../electron/core/fleet/fleet-calls.ts'
import '../../../electron/core/fleet/shared-right.ts'
import type { StoreAge } from '../../../electron/core/fleet/store/store-age.ts'
import { LONGEST_SEND_MS } from '../../../electron/core/fleet/turn-plan.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import type { Ports } from '../../../electron/core/ports.ts'
import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { memoryStore } from '../../kit/fleet/memory-store.ts'
import { sharedVault, storedGeneration } from '../../kit/fleet/shared-vault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { type MemoryIndex, memoryIndex } from '../../kit/processes/memory-files.ts'
import { seededRandom } from '../../kit/seeded-random.ts'
import { type VirtualClock, virtualClock } from '../virtual-clock.ts'
import { between } from '../weather.ts'
import { simBackups } from './backups.ts'
import { simEdits } from './edits.ts'
import { type Machine, MISHAPS, type Process, simMachine } from './machine.ts'
import { fateOf, steppedDisk, steppedStore } from './stepped-ports.ts'
import { type StrictServer, strictServer } from './strict-server.ts'
import { seenBy, type Variant, weakened } from './weaker-orders.ts'

export type FleetPlan = {
  readonly seed: number
  readonly machines: number
  /** Each is ten minutes of troubles and six without. */
  readonly rounds: number
  readonly variant?: Variant
  /** Older states of the store are put back. */
  readonly restores?: boolean
  /** How many of the server's replies take up to eight seconds; one in twenty where nothing is said. */
  readonly slowReplies?: number
}

export type FleetResult = {
  readonly seed: number
  readonly breaches: readonly string[]
  readonly renewals: number
  /** How often a person had to bring a new pair. */
  readonly persons: number
  /** Which machines have renewed. */
  readonly renewedBy: readonly string[]
}

const START = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LIFE_MS = 2 * MINUTE
const TROUBLED_MS = 10 * MINUTE
const CALM_MS = 6 * MINUTE
/** How likely something happens to a machine at each step of its process. */
const RISK = 0.004
/** Whoever has been up for so long with store and server must have renewed: a lease, a wait, a few tries. */
const ENOUGH_MS = 45_000

export async function simulateFleet(plan: FleetPlan): Promise<FleetResult> {
  const fleet = createFleet(plan)
  await fleet.begin()
  for (let round = 0; round < plan.rounds; round++) {
    await fleet.trouble(TROUBLED_MS)
    await fleet.calm(CALM_MS)
  }
  return fleet.result()
}

type Workstation = { readonly machine: Machine; keeper: Keeper; readonly index: MemoryIndex }

function createFleet({ seed, machines, variant, restores = false, slowReplies = 0.05 }: FleetPlan) {
  const random = seededRandom(seed * 7_919 + 5)
  const world = virtualClock(START)
  const breaches: string[] = []
  const breach = (what: string): void => {
    breaches.push(`${new Date(world.trueNow()).toISOString().slice(11, 23)} ${what}`)
  }
  const store = memoryStore(world, () => fateOf(random, risk > 0))
  const backups = simBackups({ store, world, random, isTroubled: () => risk > 0 })
  const server = strictServer(
    { world, random, lifeMs: LIFE_MS, slowReplies, isTroubled: () => risk > 0, backups },
    breach,
  )
  const stations = new Map<string, Workstation>()
  const renewedBy = new Set<string>()
  const edits = simEdits(Array.from({ length: machines }, (_, number) => `m${number}`))
  let risk = 0
  let persons = 0
  let id = ''

  const portsOf = (machine: Machine, process: Process, index: MemoryIndex): Ports => {
    const connect = (age: StoreAge) => {
      const client = store.client(machine.name, process.clock, backups.overheard(machine.name, seenBy(age, variant)))
      return steppedStore(weakened(client, machine.name, variant), process)
    }
    const parts = {
      me: machine.name,
      connect,
      local: steppedDisk(machine, process, server, backups),
    }
    const ports = memoryPorts({
      clock: process.clock,
      random,
      vault: sharedVault({ ...parts, clock: process.clock }),
      http: {
        send(request) {
          backups.befallSend(machine.name)
          return process.step(() => server.send(machine, process, request))
        },
      },
      index,
      ownership: { held: process.isAlive },
    })
    ports.journal.append = async ({ event }) => void (event === 'renewed' && renewedBy.add(machine.name))
    return ports
  }

  function start(machine: Machine): Keeper {
    const index = stations.get(machine.name)?.index ?? memoryIndex()
    const keeper = createKeeper(portsOf(machine, machine.process(), index))
    stations.set(machine.name, { machine, keeper, index })
    void keeper.start()
    return keeper
  }

  const all = (): Workstation[] => [...stations.values()]

  /** Looks at the end of each token whether its successor should have been there. */
  function judgeEnd(): void {
    const at = server.expiresAt()
    world.after(Math.max(MINUTE / 2, at - world.trueNow()), () => {
      if (server.expiresAt() === at && !server.isEnded()) judgeLapse(id, at)
      judgeEnd()
    })
  }

  function judgeLapse(connection: string, at: number): void {
    const mark = jsonIn((store.engine.read(`renewals/${connection}/asked`)?.value ?? '').replace('sealed ', '')) as {
      by: string
      stage: string
      generation: number
    } | null
    // What another is about to send has to be waited for, as long as it takes.
    const inStore = storedGeneration(store.engine.read(`documents/${connection}`)?.value)
    const holder = mark?.stage === 'about-to-send' && mark.generation >= inStore ? mark.by : null
    // A mark that was put back says nothing of who has to be waited for.
    if (backups.restoredSince(at - LIFE_MS - LONGEST_SEND_MS)) return
    const able = all().filter(({ machine }) => holder === null || machine.name === holder)
    const enough = world.trueNow() - ENOUGH_MS
    const idle = able.find(({ machine }) => (machine.fairSince() ?? Number.POSITIVE_INFINITY) <= enough)
    if (idle !== undefined) breach(`${server.newestSaved()} lapsed though ${idle.machine.name} could renew it`)
  }

  async function call({ machine, keeper }: Workstation): Promise<void> {
    const process = machine.process()
    const { token } = await keeper.handlers['connections.token']({ name: 'ward' })
    // One whose own clock is wrong learns of it with its first renewal.
    if (process.isAlive() && wrong({ machine }) === 0 && server.endOf(token) < world.trueNow())
      breach(`${machine.name} handed out ${token}, which is over`)
  }

  async function person(): Promise<void> {
    const helped = all()[between(random, 0, stations.size - 1)]
    if (helped === undefined) return
    if (!server.isEnded()) return unblock(helped)
    persons++
    const entry = {
      secrets: server.newPair(),
      settings: { expiresAt: new Date(server.expiresAt() + wrong(helped)).toISOString() },
    }
    await keeperOf(helped)
      .handlers['connections.edit']({ name: 'ward', entry })
      .catch(() => undefined)
  }

  /** Whoever agrees to that knows that it may be sent twice. */
  async function unblock(helped: Workstation): Promise<void> {
    const { handlers } = keeperOf(helped)
    const [shown] = await handlers['connections.list']({})
    if (!/^(refresh_reply_lost|mark_unreadable)$/.test(shown?.fault?.code ?? '')) return
    persons++
    backups.agreed()
    await handlers['fleet.unblock']({ name: 'ward', agreed: true }).catch(() => undefined)
  }

  const keeperOf = ({ machine }: Workstation): Keeper => stations.get(machine.name)?.keeper as Keeper
  const wrong = ({ machine }: Pick<Workstation, 'machine'>): number => machine.process().clock.now() - world.trueNow()

  /** What it hands out now. */
  async function toldBy(station: Workstation): Promise<string> {
    let told = 'nothing'
    const asked = keeperOf(station).handlers['connections.token']({ name: 'ward' })
    void asked.then(
      ({ token }) => {
        told = token
      },
      (thrown) => {
        told = thrown.fault?.code ?? String(thrown)
      },
    )
    await world.runUntil(world.trueNow() + 1_000)
    return told
  }

  /** Again where one has just renewed it, or waits for a slow reply. */
  async function converged(): Promise<void> {
    for (const station of all()) {
      const told: string[] = []
      for (let tries = 0; tries < 12 && told.at(-1) !== `access-${server.generation()}`; tries++)
        told.push(await toldBy(station))
      if (told.at(-1) !== `access-${server.generation()}`)
        breach(`${station.machine.name} has ${told.join(', ')}, not ${server.generation()}`)
      // What is edited within seconds of a backup may go back with it.
      if (restores) continue
      const [shown] = await keeperOf(station).handlers['connections.list']({})
      const lost = shown === undefined ? ['the connection'] : edits.lost(shown)
      if (lost.length > 0) breach(`${station.machine.name} has lost ${lost.join(', ')}`)
    }
  }

  return {
    async begin() {
      for (let number = 0; number < machines; number++) {
        const name = `m${number}`
        const machine: Machine = simMachine(name, {
          world,
          random,
          wrongBy: number % 3 === 1 ? between(random, -2 * HOUR, 2 * HOUR) : 0,
          cutStore: (cut) => (cut ? store.cut(name) : store.join(name)),
          started: () => void start(machine),
          risk: () => risk,
        })
        const keeper = start(machine)
        if (number === 0) id = await addWard(keeper, machine, world, server)
      }
      judgeEnd()
      await world.runUntil(world.trueNow() + MINUTE)
    },
    async trouble(ms: number) {
      risk = RISK
      const until = world.trueNow() + ms
      while (world.trueNow() < until) {
        await world.runUntil(world.trueNow() + between(random, 2_000, 20_000))
        const one = all()[between(random, 0, stations.size - 1)] as Workstation
        void call(one).catch(() => undefined)
        if (random.fraction() < 0.2) void edits.edit(one.machine.name, keeperOf(one)).catch(() => undefined)
        const mishap = MISHAPS[between(random, 0, MISHAPS.length - 1)] ?? 'kill'
        if (random.fraction() < 0.15) one.machine.befall(mishap, between(random, 500, MINUTE))
        if (random.fraction() < 0.02) store.engine.compact()
        if (restores) backups.befall()
      }
    },
    async calm(ms: number) {
      risk = 0
      for (const { machine } of all()) machine.mend()
      await world.runUntil(world.trueNow() + ms / 2)
      await withTime(world, person())
      await world.runUntil(world.trueNow() + ms / 2)
      await converged()
    },
    result: (): FleetResult => ({
      seed,
      breaches,
      renewals: server.renewals(),
      persons,
      renewedBy: [...renewedBy].sort(),
    }),
  }
}

async function addWard(keeper: Keeper, machine: Machine, world: VirtualClock, server: StrictServer): Promise<string> {
  const wrongBy = machine.process().clock.now() - world.trueNow()
  const settings = {
    baseUrl: 'https://draw.example/',
    clientId: 'Institute A',
    expiresAt: new Date(server.expiresAt() + wrongBy).toISOString(),
  }
  const entry = {
    name: 'ward',
    system: 'draw',
    settings,
    secrets: { accessToken: 'access-0', refreshToken: 'refresh-0' },
  }
  const added = keeper.handlers['connections.add']({ entry })
  await withTime(world, added)
  return (await added).view.id
}

/** The world goes on until it is done. */
async function withTime(world: VirtualClock, work: Promise<unknown>): Promise<void> {
  let isDone = false
  void work
    .catch(() => undefined)
    .then(() => {
      isDone = true
    })
  for (let tries = 0; !isDone && tries < 600; tries++) await world.runUntil(world.trueNow() + 100)
}
