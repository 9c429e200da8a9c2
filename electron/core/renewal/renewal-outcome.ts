import { leadsElsewhere } from '../../../shared/connections/binding.ts'
import { type Connection, generationOf } from '../../../shared/connections/connection.ts'
import type { Fault } from '../../../shared/fault.ts'
import type { Learned, System } from '../../../shared/systems/system.ts'
import { withLateSuccessor } from '../../../shared/tokens/earlier-refresh-token.ts'
import { type FailureKind, failureKindOf } from '../../../shared/tokens/retry-plan.ts'
import type { TokenSet } from '../../../shared/tokens/token.ts'
import type { ConnectionRecord, RenewalOutcome } from '../connections/connection-record.ts'
import type { RenewalContext } from './renewal-context.ts'
import type { Turn } from './renewal-right.ts'

/**
 * Whether the server may have taken what was sent without our knowing: a send of an attempt that ended with its process
 * (`cut`), or one whose answer did not come (`yes`), which has had its one more send.
 */
export type Doubt = 'no' | 'cut' | 'yes'

/** How an attempt ended; `connection` is the document that its last send was made from. */
export type Sent =
  | {
      readonly ok: true
      readonly connection: Connection
      readonly tokens: TokenSet
      readonly learned: Learned
      readonly doubtful: boolean
    }
  | {
      readonly ok: false
      readonly connection: Connection
      readonly fault: Fault
      readonly kind: FailureKind
      readonly learned: Learned
      readonly doubt: Doubt
      /** The superseded refresh token is what was sent last. */
      readonly wentBack: boolean
      readonly retryAfterMs: number | null
    }

export type Sending = {
  readonly context: RenewalContext
  readonly record: ConnectionRecord
  readonly system: System
  readonly startedAt: number
  readonly turn: Turn
}

export type FailedRenewal = Extract<RenewalOutcome, { ok: false }>

export function failed(trouble: Fault): FailedRenewal {
  return { ok: false, fault: trouble, kind: failureKindOf(trouble.code), retryAfterMs: null }
}

/**
 * Saves what an answer has brought, and says in the journal why that could not be done. Newer tokens, of a person or another
 * keeper, count instead, and so does a new server with its own credentials; then the late successor is kept beside them.
 */
export async function keepUnlessNewer(
  { context, record, system }: Pick<Sending, 'context' | 'record' | 'system'>,
  { connection: sent, tokens: brought }: Pick<Extract<Sent, { ok: true }>, 'connection' | 'tokens'>,
  make: (current: Connection) => Connection,
): Promise<{ readonly isNewer: boolean; readonly saveFault: Fault | null }> {
  let isNewer = false
  const saveFault = await context.connections.keep(record, (current) => {
    isNewer = generationOf(current) !== generationOf(sent) || leadsElsewhere(sent.bound, system, current)
    return isNewer ? { ...withLateSuccessor(current, sent.tokens, brought), asked: null } : make(current)
  })
  if (saveFault !== null)
    context.journalWriter.note({ event: 'save_failed', connection: record.name, fault: saveFault })
  return { isNewer, saveFault }
}

/** The document after a failed attempt; `make` adds what is said of the set that it was for, where that is still there. */
export function afterFailure(
  current: Connection,
  sent: Extract<Sent, { ok: false }>,
  make: (current: Connection) => Connection,
): Connection {
  const { connection, kind, doubt, wentBack } = sent
  if (generationOf(current) !== generationOf(connection)) return { ...current, asked: askedOfOthers(current, sent) }
  const refused = kind === 'no'
  // What never arrived has not had its one more try.
  const wasTried = wentBack && !refused && doubt === 'no' ? { sentAgain: false } : {}
  return make({
    ...current,
    asked: refused ? null : openAfter(current.asked, doubt),
    superseded: current.superseded && { ...current.superseded, ...wasTried },
  })
}

/** A person pasted an access token meanwhile: what was sent is in the newer set too, and nobody knows what became of it. */
function askedOfOthers({ asked, tokens }: Connection, { connection, doubt }: Extract<Sent, { ok: false }>) {
  const refreshToken = connection.tokens?.refreshToken ?? null
  const isSame = refreshToken !== null && tokens?.refreshToken?.equals(refreshToken) === true
  return isSame ? openAfter(asked, doubt) : null
}

/** What was cut stays so until it has been sent once more, be it that nothing left this time (offline at a start). */
function openAfter(asked: Connection['asked'], doubt: Doubt): Connection['asked'] {
  return asked === null || doubt === 'no' ? null : { ...asked, unanswered: doubt === 'yes' }
}
