import type { TestResult } from '../../../shared/api/contract/contract.ts'
import {
  type Connection,
  generationOf,
  isRenewable,
  knownOf,
  refusalOf,
  withLearned,
} from '../../../shared/connections/connection.ts'
import { waitsForPerson } from '../../../shared/connections/standing.ts'
import { type Fault, fault, raise } from '../../../shared/fault.ts'
import { issuerToAsk } from '../../../shared/systems/discovered-addresses.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { System } from '../../../shared/systems/system.ts'
import { hasEnded } from '../../../shared/tokens/expiry.ts'
import { tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Refresher } from '../renewal/refresher.ts'
import { draftWithAddresses, withAddresses } from '../requests/discovery.ts'
import { createDraftTests } from './draft-tests.ts'
import { probeOlder, withOlderProbe } from './older-token-probe.ts'
import {
  type Probing,
  type Proved,
  proveAddresses,
  proveCalls,
  proveTokenRequest,
  type RenewalProbe,
  type Shown,
  stepsOf,
  unaddressed,
} from './probing.ts'

/**
 * Says what was proved of a connection and what was not; a refresh token is never spent for it (docs/decisions.md 11).
 */
export type Tester = ReturnType<typeof createTester>

export type TesterContext = Pick<
  KeeperParts,
  'clock' | 'sender' | 'connections' | 'oauth' | 'limiter' | 'journalWriter' | 'tell'
> & {
  readonly refresher: Refresher
}

export function createTester(context: TesterContext) {
  const { connections, journalWriter, clock } = context
  const drafts = createDraftTests()

  return {
    /** `run` names this test in the notices that tell its steps. */
    async test(record: ConnectionRecord, run?: string): Promise<TestResult> {
      const system = systemOf(await connections.load(record))
      const told = stepsOf(context, run)
      const { result: proved, shown } = await proveSaved(context, told, record, system)
      const result = { ...proved, fault: proved.fault ?? whyNot(proved, record.connection, system, clock.now()) }
      const older = proved.tokenAccepted === 'yes' ? await probeOlder(told, record, system) : 'unknown'
      await connections.keep(record, (current) => {
        const known = withOlderProbe(withShown(current, shown), older, clock.now(), journalWriter)
        return tested(known, result, told.steps, clock.now())
      })
      const { reached, tokenAccepted, canRenew } = result
      journalWriter.note({
        event: 'tested',
        connection: record.name,
        params: { reached, tokenAccepted, canRenew },
        fault: result.fault,
      })
      return { ...result, steps: told.steps }
    },
    /** The same for what is typed but not saved. */
    async testDraft(connection: Connection, run?: string): Promise<TestResult> {
      const told = stepsOf(context, run)
      const proved = await proveDraft(context, told, connection)
      const system = systemOf(connection)
      const result = { ...proved, fault: proved.fault ?? whyNot(proved, connection, system, clock.now()) }
      drafts.keep(connection, (saved) => tested(saved, result, told.steps, clock.now()))
      return { ...result, steps: told.steps }
    },
    /** This one has just been saved: when it is what was tested as a draft, the result is its own from now on. */
    async claim(record: ConnectionRecord): Promise<void> {
      const connection = await connections.load(record)
      const told = drafts.take(connection)
      if (told !== null) await connections.keep(record, told)
    },
  }
}

async function proveSaved(
  context: TesterContext,
  told: Probing,
  record: ConnectionRecord,
  system: System,
): ReturnType<typeof proveCalls> {
  const before = await context.connections.load(record)
  const issuer = issuerToAsk(system, before)
  const trouble =
    issuer === null ? null : await proveAddresses(told, issuer, () => withAddresses(context, record, system))
  if (trouble !== null) return { result: unaddressed(context.clock, trouble), shown: {} }
  const renewal = await proveRenewal(context, told, record, system)
  return proveCalls(told, system, record.connection ?? before, renewal)
}

async function proveDraft(context: TesterContext, told: Probing, typed: Connection): Promise<Proved> {
  const system = systemOf(typed)
  let connection = typed
  const issuer = issuerToAsk(system, typed)
  if (issuer !== null) {
    const trouble = await proveAddresses(told, issuer, async () => {
      connection = await draftWithAddresses(context, system, typed)
    })
    if (trouble !== null) return unaddressed(context.clock, trouble)
  }
  const spendsNothing = system.renewal(connection.settings) !== 'refresh' && isRenewable(connection, system)
  const asked = spendsNothing
    ? await proveTokenRequest({ ...told, oauth: context.oauth }, system, connection)
    : { connection, proof: knownRenewal(connection, system) }
  return (await proveCalls(told, system, asked.connection, asked.proof)).result
}

function withShown(current: Connection, { learned, expiresAt }: Shown): Connection {
  const { tokens } = current
  const told = tokens !== null && expiresAt !== undefined
  return {
    ...current,
    learned: withLearned(current.learned, learned),
    tokens: told ? { ...tokens, expiresAt, expirySource: 'expires_at' } : tokens,
  }
}

function systemOf(connection: Connection): System {
  return systemNamed(connection.system) ?? raise('unknown_system', { system: connection.system, known: '' })
}

/** What can be said without asking: that a refresh token works is known only from the renewal that brought the present token. */
function knownRenewal(connection: Connection, system: System): RenewalProbe {
  const refusal: Fault | null = refusalOf(connection)
  if (refusal !== null) return { canRenew: 'no', fault: refusal, proved: false }
  if (!isRenewable(connection, system)) return { canRenew: 'no', fault: null, proved: false }
  return { canRenew: connection.lastRenewal?.outcome === 'renewed' ? 'yes' : 'unknown', fault: null, proved: false }
}

/** Client credentials and logins consume nothing, so they are simply made, and what they bring is kept. */
export async function proveRenewal(
  context: Pick<TesterContext, 'clock' | 'connections' | 'refresher'>,
  told: Probing,
  record: ConnectionRecord,
  system: System,
): Promise<RenewalProbe> {
  const connection = await context.connections.load(record)
  const known = knownRenewal(connection, system)
  const spendsNothing = system.renewal(connection.settings) !== 'refresh' && isRenewable(connection, system)
  // Whatever was known before: a person asks because something may have changed.
  if (!spendsNothing) return known
  record.answered(null)
  const startedAt = context.clock.monotonic()
  const outcome = await context.refresher.renew(record)
  const trouble = outcome.ok ? null : outcome.fault
  told.step({
    name: 'token_request',
    url: system.renewalRequest(knownOf(connection)).url,
    status: record.answeredStatus,
    tookMs: Math.round(context.clock.monotonic() - startedAt),
    fault: trouble,
  })
  if (outcome.ok) return { canRenew: 'yes', fault: null, proved: true }
  return { canRenew: outcome.kind === 'not-now' ? 'unknown' : 'no', fault: outcome.fault, proved: true }
}

/** The whole result in the document, and what it says of the tokens that it was about. */
function tested(
  current: Connection,
  { reached, tokenAccepted, canRenew, fault: trouble }: Proved,
  steps: TestResult['steps'],
  at: number,
): Connection {
  const generation = generationOf(current)
  return { ...current, validated: { at, reached, tokenAccepted, canRenew, generation, fault: trouble, steps } }
}

/** A test that found something wrong says what: a cross without a sentence helps nobody. */
function whyNot(
  { reached, tokenAccepted }: Proved,
  connection: Connection | null,
  system: System,
  now: number,
): Fault | null {
  if (tokenAccepted === 'no') return fault('token_rejected')
  if (reached === 'no') return fault('reply_lost')
  if (connection === null || tokenAccepted === 'yes') return null
  const waits = waitsForPerson(connection, system, now)
  if (waits !== null) return waits
  const tokens = tokensForPrograms(connection)
  if (tokens?.accessToken == null) return isRenewable(connection, system) ? null : fault('token_missing')
  return hasEnded(tokens, now) && !isRenewable(connection, system) ? fault('token_expired') : null
}
