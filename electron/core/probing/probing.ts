import type { Notice, TestResult } from '../../../shared/api/contract/contract.ts'
import { type Connection, knownOf, withLearned } from '../../../shared/connections/connection.ts'
import { type Fault, faultOf } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import type { HttpOutcome, HttpRequest } from '../../../shared/http.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import { secretsOf, withReason } from '../../../shared/systems/server-reason.ts'
import {
  MAX_REQUEST_SHAPES,
  type Probe,
  type ProbeResult,
  type System,
  type Verdict,
} from '../../../shared/systems/system.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { failureKindOf } from '../../../shared/tokens/retry-plan.ts'
import { readTokens } from '../../../shared/tokens/token.ts'
import { pause } from '../concurrency/pause.ts'
import type { Clock } from '../ports.ts'
import { sendAsClient } from '../requests/assertions.ts'
import type { OAuth } from '../requests/oauth.ts'
import type { Sender } from '../requests/sending.ts'

/** The harmless calls of a test, one after another, each told as it ends. */
export type Probing = {
  readonly clock: Clock
  readonly sender: Sender
  /** Told of each step when it is done, so that a person sees it go on. */
  readonly step: (step: TestResult['steps'][number]) => void
}

type Told = Probing & { readonly steps: TestResult['steps'] }

/** Collects the steps, and tells them to whoever gave the run a name. */
export function stepsOf(
  { clock, sender, tell }: Pick<Probing, 'clock' | 'sender'> & { readonly tell: (notice: Notice) => void },
  run: string | undefined,
): Told {
  const steps: TestResult['steps'] = []
  return {
    clock,
    sender,
    steps,
    step(step) {
      steps.push(step)
      if (run !== undefined) tell({ notice: 'test.step', run, step })
    },
  }
}

/** What a test knows about renewing; `proved` when a token request of this very test brought it. */
export type RenewalProbe = { readonly canRenew: Verdict; readonly fault: Fault | null; readonly proved: boolean }

export type Proved = Omit<TestResult, 'steps'>

/** What the proofs have shown beside their verdicts, for the connection to remember. */
export type Shown = Pick<ProbeResult, 'learned' | 'expiresAt'>

export async function proveCalls(
  probing: Probing,
  system: System,
  connection: Connection,
  renewal: RenewalProbe,
): Promise<{ result: Proved; shown: Shown }> {
  const known = knownOf(connection)
  const outcomes = new Map<string, HttpOutcome>()
  for (const proof of system.probes(known)) outcomes.set(proof.name, await ask(probing, connection, proof))
  const judged = system.judge(outcomes, known)
  const result = {
    at: isoUtc(probing.clock.now()),
    reached: hasAnswered(renewal, judged.reached) ? ('yes' as const) : judged.reached,
    tokenAccepted: judged.tokenAccepted,
    canRenew: renewal.canRenew,
    fault: judged.fault ?? renewal.fault,
  }
  return { result, shown: judged }
}

/** A token request of this very test that brought a token, or, where nothing else was asked, the server's own "no". */
function hasAnswered({ canRenew, fault: trouble, proved }: RenewalProbe, reached: Verdict): boolean {
  if (!proved) return false
  if (canRenew === 'yes') return true
  return reached === 'unknown' && trouble?.params['status'] !== undefined && failureKindOf(trouble.code) === 'no'
}

/** The question to an issuer for its addresses, told as a step where it has to be put; the fault that it met. */
export async function proveAddresses(
  { clock, step }: Probing,
  issuer: string,
  ask: () => Promise<unknown>,
): Promise<Fault | null> {
  const startedAt = clock.monotonic()
  const trouble = await ask().then(() => null, faultOf)
  const status = trouble === null ? 200 : trouble.params['status']
  step({
    name: 'discovery',
    url: issuer,
    status: typeof status === 'number' ? status : null,
    tookMs: Math.round(clock.monotonic() - startedAt),
    fault: trouble,
  })
  return trouble
}

/** Nothing more can be asked of a server whose addresses are not known. */
export function unaddressed(clock: Clock, trouble: Fault): Proved {
  return {
    at: isoUtc(clock.now()),
    reached: FAULT_KIND[trouble.code] === 'not-now' ? 'no' : 'unknown',
    tokenAccepted: 'unknown',
    canRenew: 'unknown',
    fault: trouble,
  }
}

/** Asks once, and tells the step. */
export function ask(probing: Probing, whose: Connection, proof: Probe): Promise<HttpOutcome> {
  return askUntil(
    probing,
    (request) => probing.sender.sendFor(whose, request),
    proof,
    [],
    () => true,
  )
}

/** Asks the same again after each of these waits until the answer will do; told as one step, with its last answer. */
export async function askUntil(
  { clock, step }: Probing,
  send: (request: HttpRequest) => Promise<HttpOutcome>,
  { name, request, shownUrl }: Probe,
  waitsMs: readonly number[],
  isEnough: (outcome: HttpOutcome) => boolean,
): Promise<HttpOutcome> {
  const startedAt = clock.monotonic()
  let outcome = await send(request)
  for (const waitMs of waitsMs) {
    if (isEnough(outcome)) break
    await pause(clock, waitMs)
    outcome = await send(request)
  }
  step({
    name,
    url: shownUrl ?? request.url,
    status: outcome.kind === 'reply' ? outcome.status : null,
    tookMs: Math.round(clock.monotonic() - startedAt),
    fault: outcome.kind === 'failure' ? failureFault(outcome) : null,
    ...(outcome.via === undefined ? {} : { via: { ...outcome.via } }),
  })
  return outcome
}

/**
 * Makes a token request that consumes nothing (client credentials, login) for something not yet saved; its tokens are
 * used for the other proofs of this test and then forgotten.
 */
export async function proveTokenRequest(
  probing: Probing & { readonly oauth: OAuth },
  system: System,
  connection: Connection,
): Promise<{ proof: RenewalProbe; connection: Connection }> {
  for (let tried = connection, ways = 1; ; ways++) {
    const known = knownOf(tried)
    const whose = tried
    const means = { ...probing, send: (signed: HttpRequest) => probing.sender.sendFor(whose, signed) }
    const send = (plain: HttpRequest) => sendAsClient(means, system, known, plain)
    const request = system.renewalRequest(known)
    const outcome = await askUntil(probing, send, { name: 'token_request', request }, [], () => true)
    if (outcome.kind === 'failure') return unproved(tried, 'unknown', failureFault(outcome))
    const answer = system.readRenewal(outcome, known)
    if (!answer.ok) {
      if (answer.tryWith === undefined || ways >= MAX_REQUEST_SHAPES)
        return unproved(tried, 'no', withReason(answer.fault, outcome, secretsOf(known)))
      tried = { ...tried, learned: withLearned(tried.learned, answer.tryWith) }
      continue
    }
    const zone = probing.clock.zoneOffsetMinutes(outcome.receivedAt)
    const read = readTokens(answer.raw, outcome, null, zone, system.defaultLifetimeMs)
    if (!read.ok) return unproved(tried, 'no', read.fault)
    const learned = withLearned(tried.learned, answer.learned)
    const proof = { canRenew: 'yes', fault: null, proved: true } as const
    return { proof, connection: { ...tried, tokens: read.tokens, learned } }
  }
}

function unproved(
  connection: Connection,
  canRenew: Verdict,
  fault: Fault,
): { proof: RenewalProbe; connection: Connection } {
  return { proof: { canRenew, fault, proved: true }, connection }
}
