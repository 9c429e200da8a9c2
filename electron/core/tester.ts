import type { TestResult } from '../../shared/contract.ts'
import { type Connection, isRenewable, knownOf, refusalOf } from '../../shared/domain/connection.ts'
import { isoUtc } from '../../shared/domain/instant.ts'
import { type Fault, raise } from '../../shared/fault.ts'
import type { HttpOutcome } from '../../shared/http.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import { failureFault } from '../../shared/systems/reply-fault.ts'
import type { Proof, System, Verdict } from '../../shared/systems/system.ts'
import type { Connections } from './connections.ts'
import type { Diary } from './diary.ts'
import type { Held } from './held.ts'
import type { Clock, Http } from './ports.ts'
import type { Refresher } from './refresher.ts'

/** Says what was proved of a connection and what was not; a refresh token is never spent for it (design decision 11). */
export type Tester = { test(held: Held): Promise<TestResult> }

export type TesterContext = {
  readonly clock: Clock
  readonly http: Http
  readonly connections: Connections
  readonly refresher: Refresher
  readonly diary: Diary
}

type Steps = TestResult['steps']

export function createTester(context: TesterContext): Tester {
  const { clock, connections, diary } = context

  async function test(held: Held): Promise<TestResult> {
    const before = await connections.load(held)
    const system = systemNamed(before.system) ?? raise('unknown_system', { system: before.system, known: '' })
    const steps: Steps = []
    const renewal = await proveRenewal(context, held, before, system, steps)
    const connection = held.connection ?? before
    const outcomes = new Map<string, HttpOutcome>()
    for (const proof of system.proofs(knownOf(connection))) outcomes.set(proof.name, await prove(context, proof, steps))
    const judged = system.judge(outcomes, knownOf(connection))
    const result: TestResult = {
      at: isoUtc(clock.now()),
      reached: renewal.canRenew === 'yes' && renewal.proved ? 'yes' : judged.reached,
      tokenAccepted: judged.tokenAccepted,
      canRenew: renewal.canRenew,
      fault: judged.fault ?? renewal.fault,
      steps,
    }
    const { reached, tokenAccepted, canRenew } = result
    await connections.keep(held, (current) => ({
      ...current,
      validated: { at: clock.now(), reached, tokenAccepted, canRenew },
    }))
    diary.note({
      event: 'tested',
      connection: held.name,
      params: { reached, tokenAccepted, canRenew },
      ...(result.fault === null ? {} : { fault: result.fault.code }),
    })
    return result
  }

  return { test }
}

async function prove({ clock, http }: TesterContext, proof: Proof, steps: Steps): Promise<HttpOutcome> {
  const startedAt = clock.monotonic()
  const outcome = await http.send(proof.request)
  steps.push({
    name: proof.name,
    url: proof.request.url,
    status: outcome.kind === 'reply' ? outcome.status : null,
    tookMs: Math.round(clock.monotonic() - startedAt),
    fault: outcome.kind === 'failure' ? failureFault(outcome) : null,
  })
  return outcome
}

type RenewalProof = { readonly canRenew: Verdict; readonly fault: Fault | null; readonly proved: boolean }

/**
 * Client credentials and logins consume nothing, so they are simply made (and kept). A refresh token is not: that it
 * works is known only from the renewal that brought the present token.
 */
async function proveRenewal(
  context: TesterContext,
  held: Held,
  connection: Connection,
  system: System,
  steps: Steps,
): Promise<RenewalProof> {
  const refusal = refusalOf(connection)
  if (refusal !== null) return { canRenew: 'no', fault: refusal, proved: false }
  if (!isRenewable(connection, system)) return { canRenew: 'no', fault: null, proved: false }
  if (system.renewal(connection.settings) === 'refresh') {
    return { canRenew: connection.lastRenewal?.outcome === 'renewed' ? 'yes' : 'unknown', fault: null, proved: false }
  }
  const startedAt = context.clock.monotonic()
  const outcome = await context.refresher.renew(held)
  const trouble = outcome.ok ? null : outcome.fault
  steps.push({
    name: 'token_request',
    url: system.renewalRequest(knownOf(connection)).url,
    status: outcome.ok ? 200 : statusOf(trouble),
    tookMs: Math.round(context.clock.monotonic() - startedAt),
    fault: trouble,
  })
  return { canRenew: outcome.ok ? 'yes' : outcome.kind === 'not-now' ? 'unknown' : 'no', fault: trouble, proved: true }
}

function statusOf(trouble: Fault | null): number | null {
  const status = trouble?.params['status']
  return typeof status === 'number' ? status : null
}
