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
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { Ports } from '../ports.ts'
import { isVaultShut } from '../vault/shut-vault.ts'
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
  replan(record: ConnectionRecord): void
  replanAll(): void
  /** Looks whether the clock was moved; asked before each answer that depends on it, since the timer may be half a minute away. */
  watchClock(): void
  /** Renews now, or joins the renewal under way. */
  renew(record: ConnectionRecord): Promise<RenewalOutcome>
  windowOf(record: ConnectionRecord): RenewalWindow | null
  /** When the next step of this one is planned, UTC ms. */
  plannedAt(record: ConnectionRecord): number | null
  /** A renewal is due, whatever may hold it back or be under way. */
  isWanted(record: ConnectionRecord): boolean
  nextAt(): number | null
}

export type RefresherContext = Omit<RenewalContext, 'leaving' | 'watchClock'> & {
  readonly ports: RenewalContext['ports'] & Pick<Ports, 'wake'>
  /** Background renewal is switched on in the settings. */
  readonly mayRenew: () => boolean
  readonly changed: (record: ConnectionRecord) => void
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
  const { ports, connections, journalWriter } = context
  const { clock } = ports
  const due = createDueQueue<ConnectionRecord>()
  const late = createLateSaves(context)
  let running = false
  let leaving = false
  let disarm: () => void = () => undefined
  let armedFor = Number.POSITIVE_INFINITY
  let loading = false
  let nextLookAhead = 0
  let lastLook = { now: clock.now(), monotonic: clock.monotonic() }
  let unsubscribe: () => void = () => undefined

  function factsOf(record: ConnectionRecord): PlanFacts | null {
    const { connection } = record
    const system = systemNamed(record.system)
    if (connection === null || system === null) return null
    const tokens = handedOut(connection)
    return {
      now: clock.now(),
      paused: connection.pausedAt !== null || !context.mayRenew(),
      renewable: isRenewable(connection, system),
      refused: refusalOf(connection) !== null,
      inFlight: record.inFlight !== null,
      tokens: tokens && { ...tokens, hasAccessToken: tokens.accessToken !== null },
      rejected: connection.rejectedGeneration !== null && connection.rejectedGeneration === tokens?.generation,
      notBefore: record.notBefore,
      jitter: record.jitter,
    }
  }

  function policyOf(record: ConnectionRecord): RenewalPolicy {
    const sparing = (record.connection?.endsOlder ?? null) !== null
    return { ...context.policy, ...systemNamed(record.system)?.policy, sparing }
  }

  function plan(record: ConnectionRecord): Step | null {
    const facts = factsOf(record)
    return facts === null ? null : nextStep(facts, policyOf(record))
  }

  function windowOf(record: ConnectionRecord): RenewalWindow | null {
    const tokens = record.connection === null ? null : handedOut(record.connection)
    if (tokens?.expiresAt == null) return null
    return renewalWindow(tokens.issuedAt, tokens.expiresAt, record.jitter, policyOf(record))
  }

  function plannedAt(record: ConnectionRecord): number | null {
    const step = plan(record)
    if (step === null || step.do === 'rest') return null
    return step.do === 'renew' ? clock.now() : step.until
  }

  function isWanted(record: ConnectionRecord): boolean {
    const facts = factsOf(record)
    return facts !== null && nextStep({ ...facts, notBefore: null, inFlight: false }, policyOf(record)).do === 'renew'
  }

  function replan(record: ConnectionRecord): void {
    due.set(record, record.gone ? null : plannedAt(record))
    late.look(record)
    arm()
  }

  function replanAll(): void {
    for (const record of connections.all()) due.set(record, plannedAt(record))
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
    for (const record of due.takeDue(clock.now())) {
      if (plan(record)?.do === 'renew') void renew(record)
      else replan(record)
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
    for (const record of connections.all()) void announce(record, connections, journalWriter, clock.now())
  }

  /** Lifetimes were counted by a clock that has since been set back: what was "in an hour" would become "in three". */
  function watchClock(): void {
    const look = { now: clock.now(), monotonic: clock.monotonic() }
    const by = wallClockTurnedBack(lastLook, look)
    const leapt = hasLeapt(lastLook, look)
    lastLook = look
    if (leapt) takeHint()
    if (by === 0) return
    journalWriter.note({ event: 'clock_moved', params: { seconds: Math.round(by / 1_000) } })
    for (const record of connections.all()) {
      if (record.notBefore !== null) record.notBefore += by
      connections.note(record, (current) => movedWith(current, by))
      context.changed(record)
      // Saved too: after a restart nobody would know by which clock these times were counted.
      if (record.connection !== null) void connections.keep(record, (current) => current).then(() => replan(record))
    }
    replanAll()
  }

  /** The world may be back: what waits only out of our own caution is tried again, spread over a moment. */
  function takeHint(): void {
    for (const record of connections.all()) {
      if (isWorthAskingAgain(record)) void renew(record)
      const { failure } = record
      if (failure === null || failure.kind !== 'not-now' || failure.serverAskedToWait) continue
      record.notBefore = clock.now() + ports.random.fraction() * HINT_SPREAD_MS
    }
    replanAll()
  }

  /**
   * A login or client credentials that were refused cost nothing to try again, and a server that comes back may know them:
   * once for each time the world is back, and not within the quarter of an hour in which a server may count failures.
   */
  function isWorthAskingAgain({ connection, system: id, inFlight }: ConnectionRecord): boolean {
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
      for (const record of connections.unread()) {
        if (record.gone || !running) continue
        if (!(await loadOne(record))) break
      }
    } catch {
      // The vault is shut: the next tick looks again.
    } finally {
      loading = false
    }
  }

  async function loadOne(record: ConnectionRecord): Promise<boolean> {
    try {
      await connections.load(record)
      return true
    } catch (thrown) {
      return !isVaultShut(faultOf(thrown))
    } finally {
      replan(record)
      context.changed(record)
    }
  }

  function renew(record: ConnectionRecord): Promise<RenewalOutcome> {
    if (record.inFlight !== null) return record.inFlight
    const before = record.connection === null ? null : (handedOut(record.connection)?.expiresAt ?? null)
    const work = attempt(record).then((outcome) => {
      record.inFlight = null
      settle(record, outcome, before)
      return outcome
    })
    record.inFlight = work
    context.changed(record)
    return work
  }

  async function attempt(record: ConnectionRecord): Promise<RenewalOutcome> {
    const system = systemNamed(record.system)
    if (system === null) {
      return {
        ok: false,
        fault: { code: 'unknown_system', params: { system: record.system } },
        kind: 'no',
        retryAfterMs: null,
      }
    }
    return renewOnce({ ...context, leaving: () => leaving, watchClock }, record, system)
  }

  function settle(record: ConnectionRecord, outcome: RenewalOutcome, expiresBefore: number | null): void {
    record.attemptEndedAt = clock.now()
    if (outcome.ok) settleSuccess(context, record, expiresBefore)
    else settleFailure(context, record, outcome, windowOf(record))
    replan(record)
    context.changed(record)
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
      await Promise.all(connections.all().map((record) => record.inFlight))
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
