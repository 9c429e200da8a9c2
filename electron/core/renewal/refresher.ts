import { isRenewable, refusalOf, spends } from '../../../shared/connections/connection.ts'
import { faultOf } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { handedOut } from '../../../shared/tokens/handed-out.ts'
import {
  nextStep,
  type PlanFacts,
  type RenewalPolicy,
  type RenewalWindow,
  renewalWindow,
  type Step,
} from '../../../shared/tokens/refresh-plan.ts'
import type { Held, RenewalOutcome } from '../connections/connection-record.ts'
import { isVaultShut } from '../connections/connections.ts'
import type { Ports } from '../ports.ts'
import { settleFailure, settleSuccess } from './aftermath.ts'
import { announce } from './announcements.ts'
import { hasLeapt, movedWith, wallClockTurnedBack } from './clock-watch.ts'
import { createDueQueue } from './due-queue.ts'
import { createLateSaves, VAULT_RETRY_MS } from './late-saves.ts'
import { renewOnce } from './renewal.ts'
import type { RenewalContext } from './renewal-context.ts'

/** Keeps every connection fresh: gathers facts, lets the plan decide, acts, and arms one timer for all. */
export type Refresher = {
  start(): void
  /** No new renewals from now on; resolves when those under way have ended. */
  stop(): Promise<void>
  /** Facts of this one changed: decide anew. */
  replan(held: Held): void
  replanAll(): void
  /** Looks whether the clock was moved; asked before each answer that depends on it, since the timer may be half a minute away. */
  watchClock(): void
  /** Renews now, or joins the renewal under way. */
  renew(held: Held): Promise<RenewalOutcome>
  windowOf(held: Held): RenewalWindow | null
  /** When the next step of this one is planned, UTC ms. */
  plannedAt(held: Held): number | null
  /** A renewal is due, whatever may hold it back or be under way. */
  isWanted(held: Held): boolean
  nextAt(): number | null
}

export type RefresherContext = Omit<RenewalContext, 'leaving' | 'watchClock'> & {
  readonly ports: RenewalContext['ports'] & Pick<Ports, 'wake'>
  /** Background renewal is switched on in the settings. */
  readonly mayRenew: () => boolean
  readonly changed: (held: Held) => void
  /** Reads the manifest. Raises the vault's fault. */
  readonly open: () => Promise<void>
  readonly policy: RenewalPolicy
}

/** The timer never sleeps longer, so that a moved clock or a missed wake is noticed soon (docs/decisions.md 6). */
const CEILING_MS = 30_000
/** Connections that all wake at one hint are spread over this. */
const HINT_SPREAD_MS = 2_000
const LOOK_AHEAD_MS = 3_600_000
const REFUSED_AGAIN_MS = 15 * 60_000

export function createRefresher(context: RefresherContext): Refresher {
  const { ports, connections, diary } = context
  const { clock } = ports
  const due = createDueQueue<Held>()
  const late = createLateSaves(context)
  let running = false
  let leaving = false
  let disarm: () => void = () => undefined
  let armedFor = Number.POSITIVE_INFINITY
  let loading = false
  let nextLookAhead = 0
  let lastLook = { now: clock.now(), monotonic: clock.monotonic() }
  let unsubscribe: () => void = () => undefined

  function factsOf(held: Held): PlanFacts | null {
    const { connection } = held
    const system = systemNamed(held.system)
    if (connection === null || system === null) return null
    const tokens = handedOut(connection)
    return {
      now: clock.now(),
      paused: connection.pausedAt !== null || !context.mayRenew(),
      renewable: isRenewable(connection, system),
      refused: refusalOf(connection) !== null,
      inFlight: held.inFlight !== null,
      tokens: tokens && { ...tokens, hasAccessToken: tokens.accessToken !== null },
      rejected: connection.rejectedGeneration !== null && connection.rejectedGeneration === tokens?.generation,
      notBefore: held.notBefore,
      jitter: held.jitter,
    }
  }

  function policyOf(held: Held): RenewalPolicy {
    const sparing = (held.connection?.endsOlder ?? null) !== null
    return { ...context.policy, ...systemNamed(held.system)?.policy, sparing }
  }

  function plan(held: Held): Step | null {
    const facts = factsOf(held)
    return facts === null ? null : nextStep(facts, policyOf(held))
  }

  function windowOf(held: Held): RenewalWindow | null {
    const tokens = held.connection === null ? null : handedOut(held.connection)
    if (tokens?.expiresAt == null) return null
    return renewalWindow(tokens.issuedAt, tokens.expiresAt, held.jitter, policyOf(held))
  }

  function plannedAt(held: Held): number | null {
    const step = plan(held)
    if (step === null || step.do === 'rest') return null
    return step.do === 'renew' ? clock.now() : step.until
  }

  function isWanted(held: Held): boolean {
    const facts = factsOf(held)
    return facts !== null && nextStep({ ...facts, notBefore: null, inFlight: false }, policyOf(held)).do === 'renew'
  }

  function replan(held: Held): void {
    due.set(held, held.gone ? null : plannedAt(held))
    late.look(held)
    arm()
  }

  function replanAll(): void {
    for (const held of connections.all()) due.set(held, plannedAt(held))
    arm()
    if (running) void loadRest()
  }

  function arm(): void {
    if (!running) return
    const now = clock.now()
    const soon = late.any() || !connections.isOpen() ? VAULT_RETRY_MS : CEILING_MS
    const at = Math.min(due.nextAt() ?? Number.POSITIVE_INFINITY, now + soon)
    if (at >= armedFor && armedFor > now) return
    disarm()
    armedFor = at
    disarm = clock.after(Math.max(0, at - now), tick)
  }

  function tick(): void {
    armedFor = Number.POSITIVE_INFINITY
    if (!running) return
    watchClock()
    for (const held of due.takeDue(clock.now())) {
      if (plan(held)?.do === 'renew') void renew(held)
      else replan(held)
    }
    late.saveAll()
    lookAhead()
    void loadRest()
    arm()
  }

  /** Ends are days away: looking once an hour is often enough. */
  function lookAhead(): void {
    if (clock.now() < nextLookAhead) return
    nextLookAhead = clock.now() + LOOK_AHEAD_MS
    for (const held of connections.all()) void announce(held, connections, diary, clock.now())
  }

  /** Lifetimes were counted by a clock that has since been set back: what was "in an hour" would become "in three". */
  function watchClock(): void {
    const look = { now: clock.now(), monotonic: clock.monotonic() }
    const by = wallClockTurnedBack(lastLook, look)
    const leapt = hasLeapt(lastLook, look)
    lastLook = look
    if (leapt) takeHint()
    if (by === 0) return
    diary.note({ event: 'clock_moved', params: { seconds: Math.round(by / 1_000) } })
    for (const held of connections.all()) {
      if (held.notBefore !== null) held.notBefore += by
      connections.note(held, (current) => movedWith(current, by))
      context.changed(held)
      // Saved too: after a restart nobody would know by which clock these times were counted.
      if (held.connection !== null) void connections.keep(held, (current) => current).then(() => replan(held))
    }
    replanAll()
  }

  /** The world may be back: what waits only out of our own caution is tried again, spread over a moment. */
  function takeHint(): void {
    for (const held of connections.all()) {
      if (isWorthAskingAgain(held)) void renew(held)
      const { failure } = held
      if (failure === null || failure.kind !== 'not-now' || failure.serverAskedToWait) continue
      held.notBefore = clock.now() + ports.random.fraction() * HINT_SPREAD_MS
    }
    replanAll()
  }

  /**
   * A login or client credentials that were refused cost nothing to try again, and a server that comes back may know them:
   * once for each time the world is back, and not within the quarter of an hour in which a server may count failures.
   */
  function isWorthAskingAgain({ connection, system: id, inFlight }: Held): boolean {
    const system = systemNamed(id)
    if (connection === null || system === null || inFlight !== null || !context.mayRenew()) return false
    const refusal = refusalOf(connection)
    if (refusal === null || refusal.code === 'moved_machine' || connection.pausedAt !== null) return false
    const since = clock.now() - (connection.refused?.at ?? 0)
    return !spends(connection, system) && isRenewable(connection, system) && since >= REFUSED_AGAIN_MS
  }

  /** Reads what has not been read yet, one after another, so that a caller's own read is never far behind in the queue. */
  async function loadRest(): Promise<void> {
    if (loading) return
    loading = true
    try {
      if (!connections.isOpen()) await context.open()
      for (const held of connections.unread()) {
        if (held.gone || !running) continue
        if (!(await loadOne(held))) break
      }
    } catch {
      // The vault is shut: the next tick looks again.
    } finally {
      loading = false
    }
  }

  async function loadOne(held: Held): Promise<boolean> {
    try {
      await connections.load(held)
      return true
    } catch (thrown) {
      return !isVaultShut(faultOf(thrown))
    } finally {
      replan(held)
      context.changed(held)
    }
  }

  function renew(held: Held): Promise<RenewalOutcome> {
    if (held.inFlight !== null) return held.inFlight
    const before = held.connection === null ? null : (handedOut(held.connection)?.expiresAt ?? null)
    const work = attempt(held).then((outcome) => {
      held.inFlight = null
      settle(held, outcome, before)
      return outcome
    })
    held.inFlight = work
    context.changed(held)
    return work
  }

  async function attempt(held: Held): Promise<RenewalOutcome> {
    const system = systemNamed(held.system)
    if (system === null) {
      return {
        ok: false,
        fault: { code: 'unknown_system', params: { system: held.system } },
        kind: 'no',
        retryAfterMs: null,
      }
    }
    return renewOnce({ ...context, leaving: () => leaving, watchClock }, held, system)
  }

  function settle(held: Held, outcome: RenewalOutcome, expiresBefore: number | null): void {
    held.attemptEndedAt = clock.now()
    if (outcome.ok) settleSuccess(context, held, expiresBefore)
    else settleFailure(context, held, outcome, windowOf(held))
    replan(held)
    context.changed(held)
  }

  return {
    start() {
      running = true
      lastLook = { now: clock.now(), monotonic: clock.monotonic() }
      unsubscribe = ports.wake.subscribe(() => {
        if (!running) return
        watchClock()
        takeHint()
      })
      replanAll()
    },
    async stop() {
      running = false
      leaving = true
      unsubscribe()
      disarm()
      await Promise.all(connections.all().map((held) => held.inFlight))
      await late.saveLast()
    },
    replan,
    replanAll,
    watchClock,
    renew,
    windowOf,
    plannedAt,
    isWanted,
    nextAt: () => due.nextAt(),
  }
}
