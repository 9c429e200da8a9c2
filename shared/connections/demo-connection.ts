import { isLoopback } from '../entry/loopback.ts'
import type { ConnectionView } from './view.ts'

/**
 * What tells a connection to the built-in demo server from every other, in any list and after any restart: nothing
 * else calls itself so, and only on this computer.
 */
export const DEMO_CLIENT_ID = 'Everbearer demo'

export function isDemo({
  system,
  clientId,
  baseUrl,
}: Pick<ConnectionView, 'system' | 'clientId' | 'baseUrl'>): boolean {
  return system === 'draw' && clientId === DEMO_CLIENT_ID && isLoopback(baseUrl)
}
