import type { AddressInfo, Server } from 'node:net'
import { FaultError, fault } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'

/**
 * Browsers take `localhost` and every name below it for both, and try ::1 first: whoever serves such a name holds both,
 * or another user of the computer listens at the one that was left, and is handed what was meant for us.
 */
export const BOTH_ADDRESSES = ['127.0.0.1', '::1'] as const

export type LoopbackAddress = (typeof BOTH_ADDRESSES)[number]

const TAKEN = ['EADDRINUSE', 'EACCES']
/** Of an address that this computer does not have: without IPv6 nobody can listen there either. */
export const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']
/** A free port of the one address can be taken at the other, now and then. */
const MOST_TRIES = 20

/**
 * Servers at the same port of each address, 0 for any that is free at all of them. Gives those that listen. Raises
 * port_taken {port} when another program has the port at one of them.
 */
export async function listenAtEach<Kind extends Server>(
  addresses: readonly string[],
  port: number,
  make: () => Kind,
): Promise<readonly Kind[]> {
  for (let attempt = 1; ; attempt++) {
    const servers: Kind[] = []
    try {
      for (const address of addresses) {
        const server = await listening(make(), servers.map(portOf)[0] ?? port, address)
        if (server !== null) servers.push(server)
      }
      return servers
    } catch (thrown) {
      for (const server of servers) server.close()
      if (!TAKEN.includes(errorCode(thrown))) throw thrown
      if (port !== 0 || attempt === MOST_TRIES) throw new FaultError(fault('port_taken', { port }), { cause: thrown })
    }
  }
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0
}

function listening<Kind extends Server>(server: Kind, port: number, address: string): Promise<Kind | null> {
  return new Promise((resolve, reject) => {
    server.once('error', (thrown) => {
      if (address === '::1' && NO_SUCH_ADDRESS.includes(errorCode(thrown))) resolve(null)
      else reject(thrown)
    })
    server.listen({ port, host: address, ipv6Only: address === '::1' }, () => resolve(server))
  })
}
