/** What a keeper says of one connection, for tests of what the command line makes of it. */
import type { Output } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { NOW } from './memory-terminal.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** So long from now. */
export const iso = (ms: number) => new Date(NOW + ms).toISOString()

export const status: Output<'keeper.status'> = {
  version: '9.8.7',
  commit: 'unknown',
  pid: 1,
  since: iso(-DAY),
  host: 'agent',
  vault: { kind: 'keychain', condition: 'open', connections: 1 },
  nextRenewalAt: null,
}

export const life: Partial<ConnectionView> = {
  issuedAt: iso(-HOUR),
  expiresAt: iso(30 * DAY - HOUR),
  refreshAt: iso(27 * DAY),
}

export const renewed = {
  at: iso(-2 * HOUR),
  tookMs: 412,
  outcome: 'renewed',
  rotated: true,
  fault: null,
} as const satisfies ConnectionView['lastRefresh']

export const answer = {
  token: 'the-token',
  tokenType: 'Bearer',
  expiresAt: iso(HOUR),
  usableUntil: iso(HOUR / 2),
  generation: 4,
  baseUrl: 'https://draw.example/',
  clientId: 'Institute A',
  endpoints: {},
  maxRetries: 3,
  warning: null,
}
