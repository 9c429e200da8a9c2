import { existsSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import { type FaultParams, raise } from '../../shared/fault.ts'
import { dialSocket } from '../adapters/node/keeper-socket/keeper-dial.ts'
import { socketPath } from '../adapters/node/keeper-socket/socket-address.ts'

/** How a keeper is reached: over its local socket, or over its port for programs with a key (keeper-port.ts). */
export type Reach = {
  /** A connection that is known to be its. Raises keeper_absent where nobody takes any. */
  readonly dial: () => Promise<Duplex>
  /** What each request has beside its own headers; asked anew each time. */
  readonly headers: () => Readonly<Record<string, string>>
  /** Somebody was there a moment ago, though this program has not met him. */
  readonly isExpected: () => boolean
  /** What the faults of the way there have in common. */
  readonly named: FaultParams
}

/** Each connection is looked at before it is opened (docs/decisions.md 22). */
export function overSocket(stateFolder: string): Reach {
  return {
    dial: async () => (await dialSocket(stateFolder)) ?? raise('keeper_absent'),
    headers: () => ({ host: 'everbearer' }),
    isExpected: () => existsSync(socketPath(stateFolder)),
    named: {},
  }
}
