import type { AddressInfo, Server } from 'node:net'
import { FaultError, fault } from '../../../../shared/fault.ts'
import { errorCode } from '../error-code.ts'

/**
 * Browsers resolve `localhost` and every name below it to both, and try ::1 first. So a server of such a name must listen at
 * both: another user could otherwise listen at the other one and receive our requests.
 */
export const BOTH_ADDRESSES = ['127.0.0.1', '::1'] as const

export type LoopbackAddress = (typeof BOTH_ADDRESSES)[number]

const TAKEN_ERRORS = ['EADDRINUSE', 'EACCES']
/** Errors for an address that this computer does not have, ::1 without IPv6 included. */
export const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']
/** A port that is free at one address may be taken at the other. */
const MOST_TRIES = 20

/**
 * One server for each address, all at the same port; 0 takes one that is free at all of them. Gives those that listen.
 * Raises port_taken {port} when another program has the port at one of them.
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
        const server = await listen(make(), servers.map(portOf)[0] ?? port, address)
        if (server !== null) servers.push(server)
      }
      return servers
    } catch (thrown) {
      for (const server of servers) server.close()
      if (!TAKEN_ERRORS.includes(errorCode(thrown))) throw thrown
      if (port !== 0 || attempt === MOST_TRIES) throw new FaultError(fault('port_taken', { port }), { cause: thrown })
    }
  }
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0
}

function listen<Kind extends Server>(server: Kind, port: number, address: string): Promise<Kind | null> {
  return new Promise((resolve, reject) => {
    server.once('error', (thrown) => {
      if (address === '::1' && NO_SUCH_ADDRESS.includes(errorCode(thrown))) resolve(null)
      else reject(thrown)
    })
    server.listen({ port, host: address, ipv6Only: address === '::1' }, () => resolve(server))
  })
}
