import type { Duplex } from 'node:stream'

/** The answer of a `createConnection` of node:http: our own socket, once it is open. */
export function passSocket(opened: Promise<Duplex>, done: (failure: Error | null, socket: Duplex) => void): undefined {
  // Node's types want a socket with a failure too.
  opened.then((socket) => done(null, socket), done as (failure: unknown) => void)
  return undefined
}
