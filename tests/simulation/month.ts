/**
 * One simulated month from one seed: the real core over simulated ports. The same seed gives the same month.
 */

import { nodeCertificates } from '../../electron/adapters/node/http/client-certificate.ts'
import { nodeOAuth } from '../../electron/adapters/node/http/oauth.ts'
import { nodeIdentities } from '../../electron/adapters/node/vaults/identities.ts'
import { nodeSealing } from '../../electron/adapters/node/vaults/sealing.ts'
import { createKeeper, type Keeper } from '../../electron/core/keeper.ts'
import { noLog } from '../../electron/core/log/log.ts'
import type { Ports, VaultBackend } from '../../electron/core/ports.ts'
import { FaultError, fault } from '../../shared/fault.ts'
import type { HttpOutcome } from '../../shared/http.ts'
import { DEFAULT_POLICY, type RenewalPolicy } from '../../shared/tokens/refresh-plan.ts'
import { recordIn } from '../../shared/tokens/token.ts'
import { faultyVault } from '../kit/faulty-vault.ts'
import { handAlertWays } from '../kit/hand-alert-ways.ts'
import { handHost, handSiteFiles, handSurroundings, handVaults, handWake } from '../kit/hand-host.ts'
import { sha256 } from '../kit/memory-ports.ts'
import { memoryIndex } from '../kit/processes/memory-files.ts'
import { seededRandom } from '../kit/seeded-random.ts'
import { handRedirects } from '../kit/servers/hand-redirects.ts'
import { entryOf, mayEndOlder, newSession, type Session } from './sessions.ts'
import { type Breach, type SimServer, simServer } from './sim-server.ts'
import { couldRenew, fewestPossible, type Outages } from './truth.ts'
import { virtualClock } from './virtual-clock.ts'
import { between, drawMishaps, drawWeather, type Mishap, type Stretch, type Weather } from './weather.ts'
import { workingPrograms } from './working-programs.ts'

export const SABOTAGES = ['margin', 'save', 'lock', 'plan', 'successor', 'older'] as const
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
  /** Programs whose token a server ended before they had to expect it, and calls of those that relied on that. */
  readonly surprised: number
  readonly relied: number
  readonly refreshes: number
  /** Sends made again at once because no reply came: allowed, but counted. */
  readonly resends: number
  readonly fewestPossible: number
  readonly largestBurst: number
  readonly lapses: readonly string[]
}

const START = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const SERVERS = 6

export async function simulateMonth(plan: MonthPlan): Promise<MonthResult> {
  const random = seededRandom(plan.seed * 7_919 + 1)
  const clock = virtualClock(START)
  const breaches: Breach[] = []
  const outages: Outages = []
  const lapses: string[] = []
  let lapsedMs = 0
  let expiredServed = 0
  let resends = 0
  const sessions = new Map<string, Session>()
  const weathers: Stretch<Weather>[][] = Array.from({ length: SERVERS }, () => drawWeather(random, START, plan.days))
  // Every third server's own clock is wrong by up to hours.
  const skews = weathers.map((_, index) => (index % 3 === 2 ? between(random, -3 * HOUR, 3 * HOUR) : 0))
  const servers: SimServer[] = weathers.map((weather, index) =>
    simServer(sessions, weather, skews[index] ?? 0, random, breaches),
  )
  const vault = faultyVault('memory')
  let shutUntil = 0
  let clockWasWrong = false
  // A chance of their own, so that a seed's weather stays what it is.
  const chance = seededRandom(plan.seed * 104_729 + 3)
  const programs = workingPrograms({
    clock,
    random: chance,
    weathers,
    isOpen: () => clock.trueNow() >= shutUntil,
    report: ({ id }, generation) => {
      // "older": what programs say is not heard.
      if (plan.sabotage === 'older') return
      void keeper.handlers['connections.rejected']({ name: `c-${id}`, generation }).catch(() => undefined)
    },
  })
  let epoch = 0

  function judgeGap(session: Session, until: number): void {
    const { from, to } = session.held
    if (session.rotation === 'fixed' || until <= to) return
    // A date that was typed counts by the true time; with a wrong clock and no word from the server nobody can know.
    if (session.delivered === 0 && clockWasWrong) return
    if (!couldRenew(session, from, to, weathers[session.server] ?? [], outages)) return
    lapsedMs += until - to
    lapses.push(`${session.id} (${session.lifeMs / 1_000} s, ${session.rotation}) ended ${new Date(to).toISOString()}`)
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
    const http: Ports['http'] = { send: (request) => guarded(() => send(request, alive)) }
    return {
      clock: { ...clock, after: (ms, run) => clock.after(ms, () => void (alive() && run())) },
      wake: handWake(),
      http,
      oauth: nodeOAuth(http),
      redirects: handRedirects(),
      alertActions: handAlertWays(),
      random,
      digest: sha256,
      log: noLog,
      vault: backend,
      index: shared.index,
      journal: {
        append: async ({ event }) => {
          if (event === 'renewal_resent') resends++
        },
        read: async () => ({ entries: [], unreadable: 0 }),
      },
      siteFiles: handSiteFiles(),
      ownership: { held: alive },
      machine: { id: 'simulated', boot: 'never ended' },
      vaults: handVaults(),
      sealing: nodeSealing(8),
      identities: nodeIdentities,
      certificates: nodeCertificates,
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
    const { session, afterMs, outcome, granted, deliver } = server.handle(request, clock.trueNow())
    if (session.inFlight++ > 0 && session.rotation === 'strict') {
      breaches.push({ at: clock.trueNow(), session: session.id, what: 'overlap' })
    }
    return new Promise((resolve) => {
      clock.after(afterMs, () => {
        if (!alive()) return
        session.inFlight--
        if (granted) judgeGap(session, clock.trueNow())
        deliver()
        session.deliveredWhileShut = clock.trueNow() < shutUntil
        resolve({
          ...(plan.sabotage === 'successor' ? withoutSuccessor(outcome) : outcome),
          sentAt,
          receivedAt: clock.now(),
        })
      })
    })
  }

  const end = START + plan.days * DAY
  const policy = sabotagedPolicy(plan.sabotage)
  const index = memoryIndex()
  let keeper: Keeper = createKeeper(portsOf(epoch, { index }), policy)
  await keeper.start()
  for (let number = 0; number < plan.connections; number++) {
    const session = newSession(number, SERVERS, clock.trueNow(), end, random)
    session.endsOlder = mayEndOlder(session) && chance.fraction() < 0.4
    sessions.set(session.id, session)
    await keeper.handlers['connections.add']({ entry: entryOf(session, clock.now()) })
  }
  for (const mishap of withCallers(drawMishaps(random, START + DAY / 24, plan.days), plan, random)) {
    if (mishap.at >= end) break
    await clock.runUntil(mishap.at)
    await befall(mishap)
  }
  await clock.runUntil(end)
  for (const session of sessions.values()) judgeGap(session, clock.trueNow())

  async function befall(
    mishap: Mishap | { readonly at: number; readonly kind: 'call'; readonly session: string },
  ): Promise<void> {
    switch (mishap.kind) {
      case 'sleep':
        outages.push({ from: clock.trueNow(), to: clock.trueNow() + mishap.ms, kind: 'sleep' })
        return clock.sleep(mishap.ms)
      case 'clock':
        clockWasWrong = true
        programs.clockSet()
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
      (grant) => {
        const session = sessions.get(id)
        if (session === undefined) return
        programs.begin(session, grant)
        const generation = Number(grant.token.split('.')[2])
        if (clock.trueNow() < session.expiresAt || generation !== session.generation) return
        // A fixed token's end was typed by a clock that may have been set since.
        if (session.rotation === 'fixed') return
        expiredServed++
        lapses.push(`${id} was handed out after its end at ${new Date(clock.trueNow()).toISOString()}`)
      },
      () => undefined,
    )
  }

  const all = [...sessions.values()]
  return {
    seed: plan.seed,
    lapsedMs: Math.round(lapsedMs),
    spentTwice: breaches.filter((breach) => breach.what !== 'session lost').length,
    sessionsLost: breaches.filter((breach) => breach.what === 'session lost').length,
    ...{ expiredServed, resends, surprised: programs.surprised.length, relied: programs.relied() },
    refreshes: all.reduce((sum, session) => sum + session.renewals, 0),
    fewestPossible: all.reduce((sum, session) => sum + fewestPossible(session, START, end), 0),
    largestBurst: Math.max(...servers.map((server) => server.largestBurst())),
    lapses: [
      ...lapses,
      ...programs.surprised,
      ...breaches.map((breach) => `${breach.session}: ${breach.what} at ${new Date(breach.at).toISOString()}`),
    ],
  }
}

/** "successor": of a reply that is not good as a whole nothing is read, as if it had never brought a refresh token. */
function withoutSuccessor(outcome: HttpOutcome): HttpOutcome {
  if (outcome.kind === 'failure' || outcome.status >= 300) return outcome
  const raw = recordIn(outcome)
  const isGood = typeof raw?.['access_token'] === 'string' || raw?.['data'] !== undefined
  return isGood && !outcome.body.includes('cut') ? outcome : { ...outcome, body: '{}' }
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
