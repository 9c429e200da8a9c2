/**
 * One simulated month from one seed: the real core over simulated ports. The same seed gives the same month.
 */

import { nodeSealing } from '../../electron/adapters/node/sealing.ts'
import { createKeeper, type Keeper } from '../../electron/core/keeper.ts'
import type { Ports, VaultBackend } from '../../electron/core/ports.ts'
import { DEFAULT_POLICY, type RenewalPolicy } from '../../shared/domain/refresh-plan.ts'
import { FaultError, fault } from '../../shared/fault.ts'
import { faultyVault } from '../kit/faulty-vault.ts'
import { handHost, handSurroundings, handVaults, handWake } from '../kit/hand-host.ts'
import { memoryIndex } from '../kit/memory-files.ts'
import { sha256 } from '../kit/memory-ports.ts'
import { seededRandom } from '../kit/seeded-random.ts'
import { type Breach, type Session, type SimServer, simServer } from './sim-server.ts'
import { couldRenew, fewestPossible, type Outages } from './truth.ts'
import { virtualClock } from './virtual-clock.ts'
import { between, drawMishaps, drawWeather, type Mishap, type Stretch, type Weather } from './weather.ts'

export const SABOTAGES = ['margin', 'save', 'lock', 'plan'] as const
export type Sabotage = (typeof SABOTAGES)[number]

export type MonthPlan = {
  readonly seed: number
  readonly connections: number
  readonly days: number
  readonly sabotage?: Sabotage
}

export type MonthResult = {
  readonly seed: number
  readonly lapsedMs: number
  readonly spentTwice: number
  readonly sessionsLost: number
  readonly expiredServed: number
  readonly refreshes: number
  readonly fewestPossible: number
  readonly largestBurst: number
  readonly lapses: readonly string[]
}

const START = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
const LIVES_MS = [60_000, 300_000, 3_600_000, 3_600_000, 36_000_000, DAY, 3 * DAY, 30 * DAY, 30 * DAY, 365 * DAY]
/** One short-lived token costs more events than a hundred long-lived ones. */
const SHORT_EVERY = 25
const SERVERS = 6

export async function simulateMonth(plan: MonthPlan): Promise<MonthResult> {
  const random = seededRandom(plan.seed * 7_919 + 1)
  const clock = virtualClock(START)
  const breaches: Breach[] = []
  const outages: Outages = []
  const lapses: string[] = []
  let lapsedMs = 0
  let expiredServed = 0
  const sessions = new Map<string, Session>()
  const weathers: Stretch<Weather>[][] = Array.from({ length: SERVERS }, () => drawWeather(random, START, plan.days))
  const servers: SimServer[] = weathers.map((weather) => simServer(sessions, weather, random, breaches))
  const vault = faultyVault('memory')
  let shutUntil = 0
  let clockWasWrong = false
  let epoch = 0

  function judgeGap(session: Session, issuedAt: number, expiresAt: number, until: number): void {
    // A date that was typed counts by the true time; with a wrong clock and no word from the server nobody can know.
    if (until <= expiresAt || (issuedAt < START + DAY / 24 && clockWasWrong)) return
    const weather = weathers[session.server] ?? []
    if (!couldRenew(session, issuedAt, expiresAt, weather, outages)) return
    lapsedMs += until - expiresAt
    lapses.push(
      `${session.id} (${session.lifeMs / 1_000} s, ${session.rotation}) ended ${new Date(expiresAt).toISOString()}`,
    )
  }

  function portsOf(mine: number, shared: Pick<Ports, 'index'>): Ports {
    const alive = (): boolean => mine === epoch || (plan.sabotage === 'lock' && mine >= epoch - 1)
    const never = new Promise<never>(() => undefined)
    const guarded = async <Value>(work: () => Promise<Value>): Promise<Value> => (alive() ? work() : never)
    const open = <Value>(work: () => Promise<Value>): Promise<Value> =>
      guarded(async () => {
        if (clock.trueNow() < shutUntil) throw new FaultError(fault('vault_locked'))
        return work()
      })
    const backend: VaultBackend = {
      kind: 'memory',
      read: (key) => open(() => vault.read(key)),
      write: (key, value) =>
        open(() => (isSkipped(plan, value, random.fraction()) ? Promise.resolve() : vault.write(key, value))),
      remove: (key) => open(() => vault.remove(key)),
      condition: () => vault.condition(),
      unlock: () => guarded(async () => undefined),
      close: async () => undefined,
    }
    return {
      clock: { ...clock, after: (ms, run) => clock.after(ms, () => void (alive() && run())) },
      wake: handWake(),
      http: { send: (request) => guarded(() => send(request, alive)) },
      random,
      digest: sha256,
      vault: backend,
      index: shared.index,
      journal: { append: async () => undefined, read: async () => ({ entries: [], unreadable: 0 }) },
      ownership: { held: alive },
      machine: { id: 'simulated' },
      vaults: handVaults(),
      sealing: nodeSealing(8),
      surroundings: handSurroundings(),
      host: handHost(),
    }
  }

  function send(
    request: Parameters<Ports['http']['send']>[0],
    alive: () => boolean,
  ): ReturnType<Ports['http']['send']> {
    const sentAt = clock.now()
    const server = servers[Number(/server-(\d+)/.exec(request.url)?.[1] ?? 0)]
    if (server === undefined) throw new Error(`no server for ${request.url}`)
    const session = sessions.get(
      /s\d+/.exec(`${request.headers['authorization'] ?? ''} ${request.body ?? ''}`)?.[0] ?? '',
    )
    const before = session && { issuedAt: session.issuedAt, expiresAt: session.expiresAt }
    if (session !== undefined && session.inFlight++ > 0 && session.rotation === 'strict') {
      breaches.push({ at: clock.trueNow(), session: session.id, what: 'overlap' })
    }
    const { afterMs, outcome, deliver } = server.handle(request, clock.trueNow())
    return new Promise((resolve) => {
      clock.after(afterMs, () => {
        if (!alive()) return
        if (session !== undefined) session.inFlight--
        deliver()
        if (session !== undefined) session.deliveredWhileShut = clock.trueNow() < shutUntil
        if (outcome.kind === 'reply' && outcome.status === 200 && session !== undefined && before !== undefined) {
          judgeGap(session, before.issuedAt, before.expiresAt, clock.trueNow())
        }
        resolve({ ...outcome, sentAt, receivedAt: clock.now() })
      })
    })
  }

  const policy = sabotagedPolicy(plan.sabotage)
  const index = memoryIndex()
  let keeper: Keeper = createKeeper(portsOf(epoch, { index }), policy)
  await keeper.start()
  for (let number = 0; number < plan.connections; number++) {
    const session = newSession(number, clock.trueNow(), random)
    sessions.set(session.id, session)
    await keeper.handlers['connections.add']({ entry: entryOf(session, clock.now()) })
  }
  const end = START + plan.days * DAY
  for (const mishap of withCallers(drawMishaps(random, START + DAY / 24, plan.days), plan, random)) {
    if (mishap.at >= end) break
    await clock.runUntil(mishap.at)
    await befall(mishap)
  }
  await clock.runUntil(end)
  for (const session of sessions.values()) judgeGap(session, session.issuedAt, session.expiresAt, clock.trueNow())

  async function befall(
    mishap: Mishap | { readonly at: number; readonly kind: 'call'; readonly session: string },
  ): Promise<void> {
    switch (mishap.kind) {
      case 'sleep':
        outages.push({ from: clock.trueNow(), to: clock.trueNow() + mishap.ms, kind: 'sleep' })
        return clock.sleep(mishap.ms)
      case 'clock':
        clockWasWrong = true
        return clock.setWrongBy(mishap.wrongBy)
      case 'lock':
        shutUntil = Math.max(shutUntil, clock.trueNow() + mishap.ms)
        outages.push({ from: clock.trueNow(), to: shutUntil, kind: 'lock' })
        return
      case 'crash':
        epoch++
        for (const session of sessions.values()) {
          if (session.inFlight > 0) session.replyLost = true
          if (session.deliveredWhileShut && clock.trueNow() < shutUntil) {
            session.replyLost = true
            session.delivered--
          }
          session.deliveredWhileShut = false
          session.inFlight = 0
        }
        outages.push({ from: clock.trueNow(), to: clock.trueNow(), kind: 'down' })
        keeper = createKeeper(portsOf(epoch, { index }), policy)
        return keeper.start()
      case 'call':
        return call(mishap.session)
    }
  }

  async function call(id: string): Promise<void> {
    void keeper.handlers['connections.token']({ name: `c-${id}` }).then(
      ({ token }) => {
        const session = sessions.get(id)
        const generation = Number(token.split('.')[2])
        if (session === undefined || clock.trueNow() < session.expiresAt || generation !== session.generation) return
        expiredServed++
        lapses.push(`${id} was handed out after its end at ${new Date(clock.trueNow()).toISOString()}`)
      },
      () => undefined,
    )
  }

  const all = [...sessions.values()]
  return {
    seed: plan.seed,
    lapsedMs,
    spentTwice: breaches.filter((breach) => breach.what !== 'session lost').length,
    sessionsLost: breaches.filter((breach) => breach.what === 'session lost').length,
    expiredServed,
    refreshes: all.reduce((sum, session) => sum + session.renewals, 0),
    fewestPossible: all.reduce((sum, session) => sum + fewestPossible(session.lifeMs, plan.days * DAY), 0),
    largestBurst: servers
      .flatMap((server) => [...server.perSecond.values()])
      .reduce((most, burst) => Math.max(most, burst), 0),
    lapses: [
      ...lapses,
      ...breaches.map((breach) => `${breach.session}: ${breach.what} at ${new Date(breach.at).toISOString()}`),
    ],
  }
}

function newSession(number: number, now: number, random: Ports['random']): Session {
  const rotations = ['strict', 'strict', 'grace', 'none', 'credentials'] as const
  const lives = number % SHORT_EVERY === 0 ? LIVES_MS.slice(0, 2) : LIVES_MS.slice(2)
  const lifeMs = lives[Math.floor(random.fraction() * lives.length)] ?? DAY
  return {
    id: `s${number}`,
    server: number % SERVERS,
    lifeMs,
    rotation: rotations[Math.floor(random.fraction() * rotations.length)] ?? 'strict',
    generation: 0,
    rotatedAt: 0,
    delivered: 0,
    replyLost: false,
    deliveredWhileShut: false,
    dead: false,
    issuedAt: now,
    expiresAt: now + lifeMs,
    inFlight: 0,
    renewals: 0,
  }
}

function entryOf(session: Session, now: number): unknown {
  const name = `c-${session.id}`
  const baseUrl = `https://server-${session.server}.example/`
  if (session.rotation === 'credentials') {
    const settings = {
      baseUrl,
      clientId: session.id,
      grant: 'client_credentials',
      clientAuth: 'post',
      endpoints: { token: '/token' },
    }
    return { name, system: 'oauth2', settings, secrets: { clientSecret: `secret-of-${session.id}` } }
  }
  const secrets = { accessToken: `${session.id}.a.0`, refreshToken: `${session.id}.r.0` }
  const expiresAt = new Date(now + session.lifeMs).toISOString()
  return { name, system: 'draw', settings: { baseUrl, clientId: `institute ${session.id}`, expiresAt }, secrets }
}

type Calls = { readonly at: number; readonly kind: 'call'; readonly session: string }

/** Programs ask for tokens all the while. */
function withCallers(mishaps: readonly Mishap[], plan: MonthPlan, random: Ports['random']): Array<Mishap | Calls> {
  const calls = Array.from(
    { length: plan.days * 100 },
    (): Calls => ({
      at: START + random.fraction() * plan.days * DAY,
      kind: 'call',
      session: `s${between(random, 0, plan.connections - 1)}`,
    }),
  )
  return [...mishaps, ...calls].sort((one, other) => one.at - other.at)
}

/** "margin": renews only at the very end. "plan": renews at random points far too early or never. */
function sabotagedPolicy(sabotage: Sabotage | undefined): RenewalPolicy {
  if (sabotage === 'margin')
    return { ...DEFAULT_POLICY, hardMarginMs: 0, hardFraction: 0, softFraction: 0, softMarginMaxMs: 0 }
  if (sabotage === 'plan') return { ...DEFAULT_POLICY, softMarginMaxMs: -7 * DAY }
  return DEFAULT_POLICY
}

/** "save": every other token set that was received is not saved, although the vault says it was. */
function isSkipped(plan: MonthPlan, value: string, draw: number): boolean {
  return plan.sabotage === 'save' && draw < 0.5 && value.includes('"asked":null')
}
