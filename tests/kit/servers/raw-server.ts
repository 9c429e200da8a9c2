/**
 * A server that does to its connections what the test says, below HTTP: stall, reset, dribble, answer nonsense.
 *
 *   const server = await rawServer((socket, connection) => connection.onRequest(() => socket.resetAndDestroy()))
 *   server.port; server.received()       // everything that clients sent, as text
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { onTestFinished } from 'vitest'

type Connection = {
  /** Called once the head of a request (up to its empty line) has come in. */
  onRequest(run: (head: string) => void): void
}

export type RawServer = {
  readonly port: number
  received(): string
  connections(): number
}

type Tls = { readonly key: string; readonly cert: string }

export async function rawServer(
  behave: (socket: Socket, connection: Connection) => void,
  tls?: Tls,
): Promise<RawServer> {
  let text = ''
  let count = 0
  const sockets = new Set<Socket>()
  const accept = (socket: Socket) => {
    count += 1
    sockets.add(socket)
    socket.on('error', () => {})
    const listeners: ((head: string) => void)[] = []
    let own = ''
    behave(socket, { onRequest: (run) => void listeners.push(run) })
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1')
      own += part.toString('latin1')
      if (own.includes('\r\n\r\n')) for (const run of listeners.splice(0)) run(own)
    })
  }
  const server: Server = tls === undefined ? createServer(accept) : createSecureServer(tls, accept)
  server.on('tlsClientError', () => {})
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, received: () => text, connections: () => count }
}
