import { originOf } from '../../shared/domain/address.ts'
import {
  type Connection,
  isRenewable,
  knownOf,
  refusalOf,
  spends,
  withLearned,
} from '../../shared/domain/connection.ts'
import { readHttpDate } from '../../shared/domain/instant.ts'
import { afterSend, type FailureKind, failureKindOf, retryAfterOf } from '../../shared/domain/retry-plan.ts'
import { readTokens, type TokenSet } from '../../shared/domain/token.ts'
import { type Fault, fault, faultOf, raise } from '../../shared/fault.ts'
import type { HttpOutcome, HttpRequest } from '../../shared/http.ts'
import { failureFault } from '../../shared/systems/reply-fault.ts'
import { type Learned, type System, WAYS_CEILING } from '../../shared/systems/system.ts'
import { sendAsClient } from './assertions.ts'
import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import { withAddresses } from './discovery.ts'
import type { Held, RenewalOutcome } from './held.ts'
import type { Lanes } from './lanes.ts'
import { pause } from './pause.ts'
import type { Ports } from './ports.ts'

/**
 * One renewal of one connection, from "asked" in the vault to the new set saved (design decisions 8 and 9). The
 * refresher sees to it that there is never more than one at a time.
 */
export type RenewalContext = {
  readonly ports: Pick<Ports, 'clock' | 'http' | 'random' | 'ownership' | 'machine' | 'oauth'>
  readonly connections: Connections
  readonly diary: Diary
  readonly lanes: Lanes
  /** The keeper is leaving: what has been sent is waited for, nothing more is sent. */
  readonly leaving: () => boolean
  /** Brings what is known to the clock's present reading, before anything new is counted by it. */
  readonly watchClock: () => void
}

/** No attempt goes on longer than this, however patient its retries; callers are told to come back. */
const ATTEMPT_CAP_MS = 120_000

export async function renewOnce(context: RenewalContext, held: Held, system: System): Promise<RenewalOutcome> {
  const { ports, connections } = context
  try {
    const trouble = hindrance(await connections.load(held), system)
    if (trouble !== null) return failed(trouble)
    if (!ports.ownership.held()) raise('keeper_lost')
    const connection = await withAddresses({ ...context, oauth: ports.oauth }, held, system)
    const server = originOf(system.renewalRequest(knownOf(connection)).url)
    return await context.lanes.run(server, () => renewAt(context, held, system))
  } catch (thrown) {
    const trouble = faultOf(thrown)
    context.diary.note({ event: 'renewal_failed', connection: held.name, fault: trouble.code })
    return failed(trouble)
  }
}

async function renewAt(context: RenewalContext, held: Held, system: System): Promise<RenewalOutcome> {
  if (context.leaving()) raise('keeper_leaving')
  const startedAt = context.ports.clock.now()
  const before = await context.connections.load(held)
  const asked = before.asked?.generation === generationOf(before) ? before.asked : null
  // A reply that was found to be lost stays so, however often a person has it tried again.
  const unanswered = asked !== null || refusalOf(before)?.code === 'refresh_reply_lost'
  // An attempt that came to its end has said so itself: this one ended with its process.
  if (asked?.unanswered === false) context.diary.note({ event: 'renewal_cut', connection: held.name })
  // What is sent is what "asked" was written for: a person may have pasted a newer pair a moment ago.
  const connection = spends(before, system)
    ? await writeAsked(context.connections, held, startedAt, unanswered)
    : before
  const sent = await sendUntilAnswered(context, held, connection, system, unanswered, startedAt)
  return sent.ok ? succeed(context, held, sent, startedAt) : fail(context, held, connection, system, sent, startedAt)
}

function failed(trouble: Fault): RenewalOutcome {
  return { ok: false, fault: trouble, kind: failureKindOf(trouble.code), retryAfterMs: null }
}

function generationOf(connection: Connection): number {
  return connection.tokens?.generation ?? 0
}

function hindrance(connection: Connection, system: System): Fault | null {
  const refusal = refusalOf(connection)
  if (refusal?.code === 'moved_machine') return refusal
  return isRenewable(connection, system) ? null : fault('nothing_to_renew_with', { name: connection.name })
}

/** Also proves, before anything is spent, that the vault can be written. */
async function writeAsked(connections: Connections, held: Held, at: number, unanswered: boolean): Promise<Connection> {
  return connections.update(held, (current) => ({
    ...current,
    asked: { generation: generationOf(current), at, unanswered },
  }))
}

type Sent =
  | { readonly ok: true; readonly tokens: TokenSet; readonly learned: Learned }
  | {
      readonly ok: false
      readonly fault: Fault
      readonly kind: FailureKind
      readonly learned: Learned
      readonly unanswered: boolean
      readonly retryAfterMs: number | null
    }

async function sendUntilAnswered(
  context: RenewalContext,
  held: Held,
  before: Connection,
  system: System,
  unansweredEarlier: boolean,
  startedAt: number,
): Promise<Sent> {
  const { ports } = context
  let unanswered = unansweredEarlier
  let resent = false
  let connection = before
  let waysTried = 1
  for (let quickRetriesUsed = 0; ; ) {
    const known = knownOf(connection)
    const timed = { ...ports, http: { send: (request: HttpRequest) => sendTimed(context, request) } }
    const outcome = await sendAsClient(timed, system, known, system.renewalRequest(known))
    const judged = judge(outcome, connection, system, ports)
    if (judged.ok) return judged
    if (judged.tryWith !== undefined && waysTried < WAYS_CEILING) {
      waysTried++
      connection = { ...connection, learned: withLearned(connection.learned, judged.tryWith) }
      continue
    }
    const { retryAfterMs, learned } = judged
    const after = afterSend({
      fault: judged.fault,
      unanswered: judged.unanswered,
      spends: spends(connection, system),
      // One resend in each attempt: an unanswered send of an earlier attempt has had its own.
      unansweredBefore: judged.unanswered ? resent : unanswered,
      quickRetriesUsed,
      maxRetries: connection.settings.maxRetries,
      retryAfterMs,
    })
    unanswered ||= judged.unanswered
    const tooLate = ports.clock.now() - startedAt > ATTEMPT_CAP_MS
    if (after.do === 'stop')
      return { ok: false, fault: after.fault, kind: after.kind, unanswered, retryAfterMs, learned }
    if (tooLate || held.gone || context.leaving())
      return { ok: false, fault: judged.fault, kind: 'not-now', unanswered, retryAfterMs, learned }
    if (after.do === 'resend') {
      resent = true
      context.diary.note({ event: 'renewal_resent', connection: held.name, fault: judged.fault.code })
    } else {
      quickRetriesUsed++
      await pause(ports.clock, after.afterMs * (0.5 + ports.random.fraction() / 2))
    }
  }
}

/**
 * The outcome with its moment of sending by the clock as it is now: a wall clock that is set back while a reply is on
 * its way would otherwise make the new token seem to live longer than it does.
 */
async function sendTimed(context: RenewalContext, request: HttpRequest): Promise<HttpOutcome> {
  const { clock, http } = context.ports
  const startedAt = clock.monotonic()
  const outcome = await http.send(request)
  context.watchClock()
  const now = clock.now()
  const sentAt = Math.min(outcome.sentAt, now - (clock.monotonic() - startedAt))
  return { ...outcome, sentAt, receivedAt: now }
}

type Judged =
  | { readonly ok: true; readonly tokens: TokenSet; readonly learned: Learned }
  | {
      readonly ok: false
      readonly fault: Fault
      readonly unanswered: boolean
      readonly retryAfterMs: number | null
      readonly learned: Learned
      readonly tryWith?: Learned
    }

function judge(outcome: HttpOutcome, connection: Connection, system: System, ports: RenewalContext['ports']): Judged {
  if (outcome.kind === 'failure') {
    return { ok: false, fault: failureFault(outcome), unanswered: outcome.sent, retryAfterMs: null, learned: {} }
  }
  const answer = system.readRenewal(outcome, knownOf(connection))
  const read = answer.ok
    ? readTokens(answer.raw, outcome, connection.tokens, ports.clock.zoneOffsetMinutes(outcome.receivedAt))
    : answer
  const { learned = {} } = answer
  if (read.ok && 'tokens' in read) return { ok: true, tokens: read.tokens, learned }
  const trouble = read.ok ? fault('no_tokens_in_reply') : read.fault
  // A 2xx without tokens may come from a server that has rotated all the same.
  const unanswered = trouble.code === 'no_tokens_in_reply'
  const tryWith = answer.ok || answer.tryWith === undefined ? {} : { tryWith: answer.tryWith }
  return {
    ok: false,
    fault: trouble,
    unanswered,
    retryAfterMs: retryAfterOf(outcome.headers, readHttpDate),
    learned,
    ...tryWith,
  }
}

async function succeed(
  context: RenewalContext,
  held: Held,
  { tokens, learned }: Extract<Sent, { ok: true }>,
  startedAt: number,
): Promise<RenewalOutcome> {
  const { ports, connections, diary } = context
  const now = ports.clock.now()
  let superseded = false
  let rotated = false
  const saveFault = await connections.keep(held, (current) => {
    // A person pasted newer tokens while the answer was on its way: theirs count.
    superseded = generationOf(current) !== tokens.generation - 1
    if (superseded) return { ...current, asked: null }
    rotated = current.tokens?.refreshToken?.reveal() !== tokens.refreshToken?.reveal()
    const lastRenewal = { at: now, tookMs: now - startedAt, outcome: 'renewed' as const, fault: null, rotated }
    const known = withLearned(current.learned, learned)
    return { ...current, tokens, asked: null, refused: null, rejectedGeneration: null, lastRenewal, learned: known }
  })
  if (saveFault !== null) diary.note({ event: 'save_failed', connection: held.name, fault: saveFault.code })
  diary.note(
    superseded
      ? { event: 'renewal_superseded', connection: held.name }
      : {
          event: 'renewed',
          connection: held.name,
          params: { generation: tokens.generation, tookMs: now - startedAt, rotated: rotated ? 'yes' : 'no' },
        },
  )
  return { ok: true }
}

async function fail(
  context: RenewalContext,
  held: Held,
  connection: Connection,
  system: System,
  sent: Extract<Sent, { ok: false }>,
  startedAt: number,
): Promise<RenewalOutcome> {
  const { ports, connections, diary } = context
  const generation = generationOf(connection)
  if (sent.kind === 'no' && (await newerIsThere(connections, held, generation))) {
    diary.note({ event: 'renewal_superseded', connection: held.name })
    return { ok: true }
  }
  const now = ports.clock.now()
  const refused = sent.kind === 'no'
  const lastRenewal = {
    at: now,
    tookMs: now - startedAt,
    outcome: refused ? ('refused' as const) : ('failed' as const),
    fault: sent.fault,
    rotated: false,
  }
  const mark = (current: Connection): Connection => {
    if (generationOf(current) !== generation) return { ...current, asked: null }
    const asked = sent.unanswered && current.asked !== null && !refused ? { ...current.asked, unanswered: true } : null
    return {
      ...current,
      asked,
      lastRenewal,
      learned: withLearned(current.learned, sent.learned),
      refused: refused ? { generation, at: now, fault: sent.fault } : current.refused,
    }
  }
  if (refused || spends(connection, system)) await connections.keep(held, mark)
  else connections.note(held, mark)
  diary.note({
    event: refused ? 'renewal_refused' : 'renewal_failed',
    connection: held.name,
    fault: sent.fault.code,
    params: { tookMs: now - startedAt },
  })
  return { ok: false, fault: sent.fault, kind: sent.kind, retryAfterMs: sent.retryAfterMs }
}

/** Before believing a no, look whether someone has saved something newer than what was refused. */
async function newerIsThere(connections: Connections, held: Held, generation: number): Promise<boolean> {
  try {
    return generationOf(await connections.reread(held)) > generation
  } catch {
    return false
  }
}
