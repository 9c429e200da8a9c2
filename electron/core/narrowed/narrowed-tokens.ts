import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { type Fault, fault, raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { Narrowing } from '../../../shared/tokens/narrowing.ts'
import { rejectionCounts } from '../../../shared/tokens/refresh-plan.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Refresher } from '../renewal/refresher.ts'
import {
  CALLER_CAP_MS,
  cannotRenew,
  isEnough,
  shorterLife,
  tokenAnswerOf,
  tokenOrFault,
} from '../renewal/token-for-caller.ts'
import { endedWith, type KeptNarrowed, momentOf, shownAs, tooSoon } from './kept-narrowed.ts'
import { assertNarrowable, isInDoubt } from './narrowable.ts'
import { createNarrowedSets } from './narrowed-sets.ts'

/**
 * Tokens for what single calls have named (docs/decisions.md 36), one set for each resource and scope: in memory alone,
 * renewed when somebody asks, one request for however many callers. What hinders it is the caller's fault to hear and
 * nothing of the connection's own.
 */
export type NarrowedTokens = {
  token(record: ConnectionRecord, askedMs: number | undefined, narrowing: Narrowing): Promise<TokenAnswer>
  /** A program was answered 401 with that generation of that set: the next call asks the server anew. */
  rejected(record: ConnectionRecord, generation: number, narrowing: Narrowing): Promise<void>
}

export type NarrowedTokensContext = Pick<KeeperParts, 'clock' | 'connections'> & {
  readonly refresher: Pick<Refresher, 'narrow' | 'renew' | 'watchClock'>
}

export function createNarrowedTokens({ clock, connections, refresher }: NarrowedTokensContext): NarrowedTokens {
  const sets = createNarrowedSets()

  async function connectionOf(record: ConnectionRecord): Promise<Connection> {
    const connection = record.connection ?? (await connections.load(record))
    return record.gone ? raise('no_such_connection', { name: record.name }) : connection
  }

  async function token(
    record: ConnectionRecord,
    askedMs: number | undefined,
    narrowing: Narrowing,
  ): Promise<TokenAnswer> {
    refresher.watchClock()
    const connection = await connectionOf(record)
    const kept = sets.of(record, connection, narrowing)
    const answer = (trouble: Fault | null) =>
      tokenOrFault(shownAs(kept, record.connection ?? connection), momentOf(kept, clock.now()), trouble)
    const shown = shownAs(kept, connection)
    const moment = momentOf(kept, clock.now())
    if (isEnough(shown, moment, askedMs)) return tokenAnswerOf(shown, moment, shorterLife(shown, moment, askedMs))
    const hindrance = cannotRenew(connection) ?? tooSoon(kept, clock.now())
    if (hindrance !== null) return answer(hindrance)
    const system = systemNamed(record.system) ?? raise('unknown_system', { system: record.system })
    assertNarrowable(connection, system, narrowing, connections.vault().kind)
    const ended = await withinTime(clock, CALLER_CAP_MS, joined(record, connection, kept, narrowing))
    // A person has meanwhile changed what it was asked with: that answer is not for this connection any more.
    if (sets.of(record, await connectionOf(record), narrowing) !== kept) return token(record, askedMs, narrowing)
    if (ended === null) return answer(fault('waited_too_long', { name: record.name }))
    const after = shownAs(kept, record.connection ?? connection)
    return answer(ended.trouble ?? shorterLife(after, momentOf(kept, clock.now()), askedMs))
  }

  /** One request for all who wait. */
  function joined(
    record: ConnectionRecord,
    connection: Connection,
    kept: KeptNarrowed,
    narrowing: Narrowing,
  ): Promise<{ readonly trouble: Fault | null }> {
    kept.inFlight ??= narrowed(record, connection, kept, narrowing).finally(() => {
      kept.inFlight = null
    })
    return kept.inFlight
  }

  async function narrowed(
    record: ConnectionRecord,
    connection: Connection,
    kept: KeptNarrowed,
    narrowing: Narrowing,
  ): Promise<{ readonly trouble: Fault | null }> {
    const system = systemNamed(connection.system)
    const before = system !== null && isInDoubt(connection, system) ? await refresher.renew(record) : null
    const outcome = before === null || before.ok ? await refresher.narrow(record, narrowing) : before
    endedWith(kept, outcome, clock.now())
    return { trouble: outcome.ok ? null : outcome.fault }
  }

  return {
    token,
    async rejected(record, generation, narrowing) {
      const kept = sets.of(record, await connectionOf(record), narrowing)
      const { tokens } = kept
      if (tokens === null || tokens.generation !== generation) return
      if (rejectionCounts({ ...tokens, now: clock.now(), isAlreadyReported: false })) kept.tokens = null
    },
  }
}
