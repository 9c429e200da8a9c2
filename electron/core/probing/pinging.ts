import type { PingResult } from '../../../shared/api/contract/contract.ts'
import { type Connection, knownOf, withLearned } from '../../../shared/connections/connection.ts'
import { type Fault, fault } from '../../../shared/fault.ts'
import type { HttpOutcome, HttpRequest } from '../../../shared/http.ts'
import type { Callbacks, Learned, System, Verdict } from '../../../shared/systems/system.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import { ask, askUntil, stepsOf } from './probing.ts'
import { proveRenewal, type TesterContext } from './tester.ts'

/** No push reaches this computer, so the server is asked: soon at first, and for a minute and a half in all. */
const LOOK_UP_WAITS_MS = [1_000, 2_000, 3_000, 4_000, ...Array<number>(16).fill(5_000)]
/** The call-back is acknowledged at about the time at which the request ends. */
const VALIDATION_WAITS_MS = [2_000, 4_000]

export type Pinged = { readonly record: ConnectionRecord; readonly system: System; readonly callbacks: Callbacks }
type Proven = { readonly validated: Verdict; readonly fault: Fault | null; readonly learned?: Learned }

/** The whole proof: log in, ping, look the request up until it has ended, and see whether the client is validated. */
export async function pinged(context: TesterContext, what: Pinged, run: string | undefined): Promise<PingResult> {
  const { clock, connections, journalWriter } = context
  const { record } = what
  const told = stepsOf(context, run)
  const { validated, fault: trouble, learned } = await prove(context, what, told)
  if (learned !== undefined)
    await connections.keep(record, (current) => ({ ...current, learned: withLearned(current.learned, learned) }))
  journalWriter.note({
    event: 'pinged',
    connection: record.name,
    params: { validated },
    fault: trouble,
  })
  const validatedAt = learned?.['validatedAt'] || null
  return { at: isoUtc(clock.now()), validated, validatedAt, fault: trouble, steps: told.steps }
}

async function prove(
  context: TesterContext,
  { record, system, callbacks }: Pinged,
  told: ReturnType<typeof stepsOf>,
): Promise<Proven> {
  const login = await proveRenewal(context, told, record, system)
  const connection = await context.connections.load(record)
  const known = knownOf(connection)
  const token = known.tokens?.accessToken?.reveal()
  if (login.canRenew !== 'yes' || token === undefined) return failed(login.fault ?? fault('nothing_to_renew_with'))
  const taken = callbacks.readPing(await ask(told, connection, callbacks.ping(known, token)))
  if (!taken.ok) return failed(taken.fault)
  const hasEnded = (outcome: HttpOutcome) => callbacks.readLookUp(outcome).stands !== 'asking'
  const startedAt = context.clock.monotonic()
  const lookUp = callbacks.lookUp(known, token, taken.value)
  const send = (request: HttpRequest) => told.sender.sendFor(connection, request)
  const stands = callbacks.readLookUp(await askUntil(told, send, lookUp, LOOK_UP_WAITS_MS, hasEnded))
  if (stands.stands === 'failed') return failed(stands.fault)
  if (stands.stands === 'asking') {
    const seconds = Math.round((context.clock.monotonic() - startedAt) / 1_000)
    return failed(fault('request_unfinished', { seconds }))
  }
  return validation(callbacks, connection, token, told)
}

function failed(trouble: Fault): Proven {
  return { validated: 'unknown', fault: trouble }
}

async function validation(
  callbacks: Callbacks,
  connection: Connection,
  token: string,
  told: ReturnType<typeof stepsOf>,
): Promise<Proven> {
  const factsOf = (outcome: HttpOutcome): Learned | null => {
    const reading = outcome.kind === 'reply' ? callbacks.readRecord(outcome) : null
    return reading?.ok === true ? reading.value : null
  }
  const isValidated = (outcome: HttpOutcome) => Boolean(factsOf(outcome)?.['validatedAt'])
  const record = callbacks.record(knownOf(connection), token)
  const send = (request: HttpRequest) => told.sender.sendFor(connection, request)
  const learned = factsOf(await askUntil(told, send, record, VALIDATION_WAITS_MS, isValidated))
  // The record is not documented; where a server does not tell, the ended request is all that can be proved.
  if (learned === null) return { validated: 'unknown', fault: null }
  if (learned['validatedAt']) return { validated: 'yes', fault: null, learned }
  return { validated: 'no', fault: fault('not_validated'), learned }
}
