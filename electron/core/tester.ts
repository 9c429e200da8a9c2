import type { Notice, TestResult } from '../../shared/contract.ts'
import { type Connection, isRenewable, knownOf, refusalOf, withLearned } from '../../shared/domain/connection.ts'
import { type Fault, raise } from '../../shared/fault.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import type { System } from '../../shared/systems/system.ts'
import { issuerToAsk } from '../../shared/systems/told-addresses.ts'
import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import { knownWithAddresses, withAddresses } from './discovery.ts'
import type { Held } from './held.ts'
import type { Lanes } from './lanes.ts'
import type { OAuth } from './oauth.ts'
import type { Clock, Http } from './ports.ts'
import {
  type Proved,
  type Proving,
  proveAddresses,
  proveCalls,
  proveTokenRequest,
  type RenewalProof,
  type Shown,
  toldSteps,
  unaddressed,
} from './proving.ts'
import type { Refresher } from './refresher.ts'

/** Says what was proved of a connection and what was not; a refresh token is never spent for it (design decision 11). */
export type Tester = {
  /** `run` names this test in the notices that tell its steps. */
  test(held: Held, run?: string): Promise<TestResult>
  /** The same for what is typed but not saved; nothing of it is kept. */
  testDraft(connection: Connection, run?: string): Promise<TestResult>
}

export type TesterContext = {
  readonly clock: Clock
  readonly http: Http
  readonly connections: Connections
  readonly refresher: Refresher
  readonly oauth: OAuth
  readonly lanes: Lanes
  readonly diary: Diary
  readonly tell: (notice: Notice) => void
}

export function createTester(context: TesterContext): Tester {
  const { connections, diary, clock } = context

  return {
    async test(held, run) {
      const system = systemOf(await connections.load(held))
      const told = toldSteps(context, run)
      const { result, shown } = await proveSaved(context, told, held, system)
      const { reached, tokenAccepted, canRenew } = result
      const validated = { at: clock.now(), reached, tokenAccepted, canRenew }
      await connections.keep(held, (current) => ({
        ...withShown(current, shown),
        validated,
      }))
      diary.note({
        event: 'tested',
        connection: held.name,
        params: { reached, tokenAccepted, canRenew },
        ...(result.fault === null ? {} : { fault: result.fault.code }),
      })
      return { ...result, steps: told.steps }
    },
    async testDraft(connection, run) {
      const told = toldSteps(context, run)
      const result = await proveDraft(context, told, connection)
      return { ...result, steps: told.steps }
    },
  }
}

async function proveSaved(
  context: TesterContext,
  told: Proving,
  held: Held,
  system: System,
): ReturnType<typeof proveCalls> {
  const before = await context.connections.load(held)
  const issuer = issuerToAsk(system, before)
  const trouble =
    issuer === null ? null : await proveAddresses(told, issuer, () => withAddresses(context, held, system))
  if (trouble !== null) return { result: unaddressed(context.clock, trouble), shown: {} }
  const renewal = await proveRenewal(context, told, held, system)
  return proveCalls(told, system, knownOf(held.connection ?? before), renewal)
}

async function proveDraft(context: TesterContext, told: Proving, connection: Connection): Promise<Proved> {
  const system = systemOf(connection)
  let known = knownOf(connection)
  const issuer = issuerToAsk(system, known)
  if (issuer !== null) {
    const trouble = await proveAddresses(told, issuer, async () => {
      known = await knownWithAddresses(context.oauth, system, known)
    })
    if (trouble !== null) return unaddressed(context.clock, trouble)
  }
  const spendsNothing = system.renewal(connection.settings) !== 'refresh' && isRenewable(connection, system)
  const asked = spendsNothing
    ? await proveTokenRequest({ ...told, oauth: context.oauth }, system, known)
    : { known, proof: knownRenewal(connection, system) }
  return (await proveCalls(told, system, asked.known, asked.proof)).result
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
function knownRenewal(connection: Connection, system: System): RenewalProof {
  const refusal: Fault | null = refusalOf(connection)
  if (refusal !== null) return { canRenew: 'no', fault: refusal, proved: false }
  if (!isRenewable(connection, system)) return { canRenew: 'no', fault: null, proved: false }
  return { canRenew: connection.lastRenewal?.outcome === 'renewed' ? 'yes' : 'unknown', fault: null, proved: false }
}

/** Client credentials and logins consume nothing, so they are simply made, and what they bring is kept. */
export async function proveRenewal(
  context: Pick<TesterContext, 'clock' | 'connections' | 'refresher'>,
  told: Proving,
  held: Held,
  system: System,
): Promise<RenewalProof> {
  const connection = await context.connections.load(held)
  const known = knownRenewal(connection, system)
  const spendsNothing = system.renewal(connection.settings) !== 'refresh' && isRenewable(connection, system)
  if (known.fault !== null || !spendsNothing) return known
  const startedAt = context.clock.monotonic()
  const outcome = await context.refresher.renew(held)
  const trouble = outcome.ok ? null : outcome.fault
  told.step({
    name: 'token_request',
    url: system.renewalRequest(knownOf(connection)).url,
    status: outcome.ok ? 200 : statusOf(trouble),
    tookMs: Math.round(context.clock.monotonic() - startedAt),
    fault: trouble,
  })
  if (outcome.ok) return { canRenew: 'yes', fault: null, proved: true }
  return { canRenew: outcome.kind === 'not-now' ? 'unknown' : 'no', fault: outcome.fault, proved: true }
}

function statusOf(trouble: Fault | null): number | null {
  const status = trouble?.params['status']
  return typeof status === 'number' ? status : null
}
