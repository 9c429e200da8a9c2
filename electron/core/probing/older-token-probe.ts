import { type Connection, knownOf } from '../../../shared/connections/connection.ts'
import type { HttpOutcome } from '../../../shared/http.ts'
import type { System, Verdict } from '../../../shared/systems/system.ts'
import { wasReplacedWhileValid } from '../../../shared/tokens/older-token.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { Probing } from './probing.ts'

/**
 * Whether the server takes the token that the last renewal replaced, while its time is not over: asked as the present one
 * is, and told as one step. `unknown` where there is none, or nobody can tell.
 */
export async function probeOlder(probing: Probing, record: ConnectionRecord, system: System): Promise<Verdict> {
  const { connection, olderTokens } = record
  if (connection === null || olderTokens === null) return 'unknown'
  if (!wasReplacedWhileValid(connection, olderTokens.generation, probing.clock.now())) return 'unknown'
  const known = knownOf({ ...connection, tokens: olderTokens })
  const outcomes = new Map<string, HttpOutcome>()
  const startedAt = probing.clock.monotonic()
  let last: { url: string; outcome: HttpOutcome } | null = null
  for (const { name, request, shownUrl } of system.probes(known)) {
    const outcome = await probing.sender.sendFor(connection, request)
    outcomes.set(name, outcome)
    last = { url: shownUrl ?? request.url, outcome }
  }
  if (last === null) return 'unknown'
  probing.step({
    name: 'older_token',
    url: last.url,
    status: last.outcome.kind === 'reply' ? last.outcome.status : null,
    tookMs: Math.round(probing.clock.monotonic() - startedAt),
    // That it is refused is no trouble of this connection, and that nobody answered has been told by the other steps.
    fault: null,
  })
  return system.judge(outcomes, known).tokenAccepted
}

/** What that says of the server; noted where it is new. */
export function withOlderProbe(
  current: Connection,
  older: Verdict,
  at: number,
  journalWriter: JournalWriter,
): Connection {
  if (older === 'unknown') return current
  if (older === 'yes') return { ...current, endsOlder: null }
  if (current.endsOlder !== null) return current
  journalWriter.note({ event: 'older_token_ends', connection: current.name })
  return { ...current, endsOlder: { at, shownBy: 'test' } }
}
