import { type Connection, currentAsked, isRenewable, refusalOf } from '../../../shared/connections/connection.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import {
  nextStep,
  type PlanFacts,
  type RenewalPolicy,
  type RenewalWindow,
  renewalWindow,
  type Step,
} from '../../../shared/tokens/refresh-plan.ts'
import { tokensForPrograms } from '../../../shared/tokens/tokens-for-programs.ts'
import { type ConnectionRecord, workInFlight } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'

/** What the plan (shared/tokens/refresh-plan.ts) says of each connection now. */
export type RenewalPlans = {
  /** Null until the connection has been read. */
  step(record: ConnectionRecord): Step | null
  windowOf(record: ConnectionRecord): RenewalWindow | null
  /** When the next step of this one is planned, UTC ms. */
  plannedAt(record: ConnectionRecord): number | null
  /** A renewal is due, whatever may hold it back or be under way. */
  isWanted(record: ConnectionRecord): boolean
}

export type RenewalPlansContext = Pick<KeeperParts, 'clock' | 'mayRenew'> & {
  readonly connections: Pick<KeeperParts['connections'], 'vault'>
  readonly policy: RenewalPolicy
}

export function createRenewalPlans({ clock, connections, mayRenew, policy }: RenewalPlansContext): RenewalPlans {
  /** "Asked" of the present set, by nobody who is at it. Of a shared vault its marks alone tell that (docs/decisions.md 35). */
  function isCut(record: ConnectionRecord, connection: Connection): boolean {
    return (
      currentAsked(connection)?.unanswered === false &&
      workInFlight(record) === null &&
      connections.vault().kind !== 'shared'
    )
  }

  function factsOf(record: ConnectionRecord): PlanFacts | null {
    const { connection } = record
    const system = systemNamed(record.system)
    if (connection === null || system === null) return null
    const tokens = tokensForPrograms(connection)
    return {
      now: clock.now(),
      isPaused: connection.pausedAt !== null || !mayRenew(),
      isRenewable: isRenewable(connection, system),
      isRefused: refusalOf(connection) !== null,
      isInFlight: record.inFlight !== null,
      tokens: tokens && { ...tokens, hasAccessToken: tokens.accessToken !== null },
      isRejected: connection.rejectedGeneration !== null && connection.rejectedGeneration === tokens?.generation,
      isResendDue: isCut(record, connection),
      notBefore: record.notBefore,
      jitter: record.jitter,
    }
  }

  const policies = new WeakMap<Connection, RenewalPolicy>()

  /** Each call of a program asks: worked out once for as long as the connection stays as it is. */
  function policyOf({ system, connection }: ConnectionRecord): RenewalPolicy {
    const known = connection && policies.get(connection)
    if (known) return known
    const waitsForHardPoint = (connection?.endsOlder ?? null) !== null
    const found = { ...policy, ...systemNamed(system)?.policy, waitsForHardPoint }
    if (connection !== null) policies.set(connection, found)
    return found
  }

  function step(record: ConnectionRecord): Step | null {
    const facts = factsOf(record)
    return facts === null ? null : nextStep(facts, policyOf(record))
  }

  return {
    step,
    windowOf(record) {
      const tokens = record.connection === null ? null : tokensForPrograms(record.connection)
      if (tokens?.expiresAt == null) return null
      return renewalWindow(tokens.issuedAt, tokens.expiresAt, record.jitter, policyOf(record))
    },
    plannedAt(record) {
      const next = step(record)
      if (next === null || next.do === 'rest') return null
      return next.do === 'renew' ? clock.now() : next.until
    },
    isWanted(record) {
      const facts = factsOf(record)
      return (
        facts !== null && nextStep({ ...facts, notBefore: null, isInFlight: false }, policyOf(record)).do === 'renew'
      )
    },
  }
}
