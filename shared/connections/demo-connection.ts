import { isLoopback } from '../entry/loopback.ts'
import type { ConnectionView } from './view.ts'

/**
 * Identifies a connection to the built-in demo server, in any list and after any restart: no other client on loopback has
 * this client ID.
 */
export const DEMO_CLIENT_ID = 'Everbearer demo'

export function isDemo({
  system,
  clientId,
  baseUrl,
}: Pick<ConnectionView, 'system' | 'clientId' | 'baseUrl'>): boolean {
  return system === 'draw' && clientId === DEMO_CLIENT_ID && isLoopback(baseUrl)
}
