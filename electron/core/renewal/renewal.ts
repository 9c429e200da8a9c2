import {
  type Connection,
  currentAsked,
  generationOf,
  isRenewable,
  knownOf,
  refusalOf,
  spendsRefreshToken,
  withLearned,
} from '../../../shared/connections/connection.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { type Fault, fault, faultOf, raise } from '../../../shared/fault.ts'
import type { System } from '../../../shared/systems/system.ts'
import { scopeWords } from '../../../shared/tokens/granted-scope.ts'
import { olderTokenAfter } from '../../../shared/tokens/older-token.ts'
import { handOutOf, tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import { withAddresses } from '../requests/discovery.ts'
import { offsetAtMost } from './clock-watch.ts'
import type { RenewalContext } from './renewal-context.ts'
import { afterFailure, failed, keepUnlessNewer, type Sending, type Sent } from './renewal-outcome.ts'
import type { Turn } from './renewal-right.ts'
import { sendUntilAnswered, writeAsked } from './renewal-sending.ts'

/**
 * One renewal of one connection, from "asked" in the vault to the new set saved (docs/decisions.md 8 and 9). The
 * refresher sees to it that there is never more than one at a time.
 */
export async function renewOnce(
  context: RenewalContext,
  record: ConnectionRecord,
  system: System,
): Promise<RenewalOutcome> {
  const { ports, connections } = context
  try {
    const trouble = hindrance(await connections.load(record), system)
    if (trouble !== null) return failed(trouble)
    if (!ports.ownership.held()) raise('keeper_lost')
    const turn = await context.right(record, system)
    if (!turn.mine) return turn.outcome
    try {
      const connection = await withAddresses({ ...context, oauth: ports.oauth, sender: ports.sender }, record, system)
      const { url } = system.renewalRequest(knownOf(connection))
      // Before "asked" is written: what was never sent is no lost reply.
      ports.sender.assertBound(connection, url)
      return await context.limiter.run(originOf(url), () => renewAt(context, record, system, turn))
    } finally {
      await turn.end()
    }
  } catch (thrown) {
    const trouble = faultOf(thrown)
    context.journalWriter.note({ event: 'renewal_failed', connection: record.name, fault: trouble })
    return failed(trouble)
  }
}

async function renewAt(
  context: RenewalContext,
  record: ConnectionRecord,
  system: System,
  turn: Turn,
): Promise<RenewalOutcome> {
  if (context.leaving()) raise('keeper_leaving')
  // The wait for its turn may have been long, and the folder may be another keeper's by now.
  if (!context.ports.ownership.held()) raise('keeper_lost')
  if (record.gone) raise('no_such_connection', { name: record.name })
  const startedAt = context.ports.clock.now()
  const before = await context.connections.load(record)
  const asked = currentAsked(before)
  // A reply that was found to be lost stays so, however often a person has it tried again.
  const isLost = asked?.unanswered === true || refusalOf(before)?.code === 'refresh_reply_lost'
  // An attempt that came to its end has said so itself: this one ended with its process.
  const doubt = isLost ? 'yes' : asked === null ? 'no' : 'cut'
  // Told once, however often nothing could be sent since.
  if (doubt === 'cut' && record.failure === null)
    context.journalWriter.note({ event: 'renewal_cut', connection: record.name })
  // What is sent is what "asked" was written for: a person may have pasted a newer pair a moment ago.
  const connection = spendsRefreshToken(before, system)
    ? await writeAsked(context.connections, record, startedAt, doubt !== 'no', turn)
    : before
  const sending = { context, record, system, startedAt, turn }
  const sent = await sendUntilAnswered(sending, connection, doubt)
  if (sent === null) return leftAside(sending)
  return sent.ok ? succeed(sending, sent) : fail(sending, sent)
}

function hindrance(connection: Connection, system: System): Fault | null {
  const refusal = refusalOf(connection)
  if (refusal?.code === 'moved_machine') return refusal
  return isRenewable(connection, system) ? null : fault('nothing_to_renew_with', { name: connection.name })
}

/** Newer tokens are there, from a person or another keeper: what was sent for those before counts no more. */
function leftAside({ context, record }: Pick<Sending, 'context' | 'record'>): RenewalOutcome {
  context.journalWriter.note({ event: 'renewal_superseded', connection: record.name })
  return { ok: true }
}

async function succeed(sending: Sending, sent: Extract<Sent, { ok: true }>): Promise<RenewalOutcome> {
  const { context, record, startedAt } = sending
  const { connection, tokens, learned, doubtful } = sent
  const { ports, journalWriter } = context
  const now = ports.clock.now()
  const before = connection.tokens?.refreshToken ?? null
  const superseded = doubtful && before !== null ? { refreshToken: before, at: now, sentAgain: false } : null
  let rotated = false
  const { isNewer } = await keepUnlessNewer(sending, sent, (current) => {
    rotated = current.tokens?.refreshToken?.reveal() !== tokens.refreshToken?.reveal()
    const lastRenewal = { at: now, tookMs: now - startedAt, outcome: 'renewed' as const, fault: null, rotated }
    record.clockOffset = offsetAtMost(tokens, now) ?? record.clockOffset
    const known = withLearned(current.learned, learned)
    const settled = { asked: null, refused: null, rejectedGeneration: null, superseded }
    const older = olderTokenAfter(
      { ...current, tokens: tokensForPrograms(current) },
      tokensForPrograms({ ...current, tokens }),
    )
    // An ID token is nothing that a server could end, and no proof is about it.
    record.olderTokens = older === null || handOutOf(current.settings) === 'id' ? null : current.tokens
    return { ...current, tokens, ...settled, older, lastRenewal, renewedAt: now, learned: known }
  })
  if (isNewer) return leftAside({ context, record })
  const params = { generation: tokens.generation, tookMs: now - startedAt, rotated: rotated ? 'yes' : 'no' }
  journalWriter.note({ event: 'renewed', connection: record.name, params })
  const [lost, lostBefore] = [tokens.scope?.lost ?? '', connection.tokens?.scope?.lost ?? '']
  // The words are the server's; the connection's own page has them.
  if (lost !== '' && lost !== lostBefore)
    journalWriter.note({ event: 'scope_shrank', connection: record.name, params: { count: scopeWords(lost).length } })
  // What came is saved, since it may be all there is; programs however have got nothing newer.
  const left = handOutOf(connection.settings) === 'id' && tokens.idToken === (connection.tokens?.idToken ?? null)
  return left ? failed(fault('no_id_token', { name: record.name })) : { ok: true }
}

async function fail(
  { context, record, system, startedAt }: Sending,
  sent: Extract<Sent, { ok: false }>,
): Promise<RenewalOutcome> {
  const { ports, connections, journalWriter } = context
  const generation = generationOf(sent.connection)
  if (sent.kind === 'no' && (await newerIsThere(connections, record, generation))) return leftAside({ context, record })
  const now = ports.clock.now()
  const refused = sent.kind === 'no'
  const lastRenewal = {
    at: now,
    tookMs: now - startedAt,
    outcome: refused ? ('refused' as const) : ('failed' as const),
    fault: sent.fault,
    rotated: false,
  }
  const mark = (before: Connection): Connection =>
    afterFailure(before, sent, (current) => ({
      ...current,
      lastRenewal,
      learned: withLearned(current.learned, sent.learned),
      refused: refused ? { generation, at: now, fault: sent.fault } : current.refused,
    }))
  if (refused || spendsRefreshToken(sent.connection, system)) await connections.keep(record, mark)
  else connections.note(record, mark)
  journalWriter.note({
    event: refused ? 'renewal_refused' : 'renewal_failed',
    connection: record.name,
    fault: sent.fault,
    params: { tookMs: now - startedAt },
  })
  return { ok: false, fault: sent.fault, kind: sent.kind, retryAfterMs: sent.retryAfterMs }
}

/** Before believing a no, look whether someone has saved something newer than what was refused. */
async function newerIsThere(connections: Connections, record: ConnectionRecord, generation: number): Promise<boolean> {
  try {
    return generationOf(await connections.reread(record)) > generation
  } catch {
    return false
  }
}
