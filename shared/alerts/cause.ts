import type { Connection } from '../connections/connection.ts'
import { isRenewable } from '../connections/connection.ts'
import { isDemo } from '../connections/demo-connection.ts'
import type { Standing } from '../connections/standing.ts'
import type { FaultCode } from '../fault.ts'
import type { System } from '../systems/system.ts'
import type { AlertEvent } from './alert.ts'

/** Why somebody is told of a connection. */
export type Cause = {
  readonly event: Extract<AlertEvent, 'needs_person' | 'ends_soon'>
  readonly fault: FaultCode | null
  readonly days: number | null
}

/**
 * `well` ends an earlier alert with a "recovered"; `quiet` ends it without one (paused or demo). `hold`: the outcome is not
 * known yet (it is being renewed, or cannot be read), so the earlier alert still counts.
 */
export type Concern = Cause | 'well' | 'quiet' | 'hold'

/** `days`: the announcement of a coming end that would be due now (docs/decisions.md 12), or null. */
export function concernOf(connection: Connection, system: System, standing: Standing, days: number | null): Concern {
  const { state, fault } = standing
  const { settings, pausedAt } = connection
  if (pausedAt !== null || isDemo({ ...settings, system: connection.system })) return 'quiet'
  const needs = (code: FaultCode): Cause => ({ event: 'needs_person', fault: code, days: null })
  if (state === 'needs-person') return needs(fault?.code ?? 'refused')
  const renews = isRenewable(connection, system)
  if (state === 'expired' && !renews) return needs(fault?.code ?? 'token_expired')
  if (state !== 'valid' && state !== 'expiring') return 'hold'
  // One that lives for a day is not near its end from its first hour on.
  const isNear = days !== null && (renews || state === 'expiring')
  if (isNear) return { event: 'ends_soon', fault: null, days }
  return state === 'expiring' && renews ? 'hold' : 'well'
}

/** One text for each cause: only another text is a new alert. */
export function causeKey({ event, fault, days }: Cause): string {
  return [event, fault ?? '', days ?? ''].join(' ')
}
