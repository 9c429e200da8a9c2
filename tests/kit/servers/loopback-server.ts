/** Starts and stops a real HTTP server on 127.0.0.1, for the servers of the test kit. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cut, type Exchange, exchangeOf } from './http-exchange.ts'

export type LoopbackServer = {
  /** `http://127.0.0.1:PORT/`, with the slash. */
  readonly url: string
  /** Ends at once, whoever is still connected. */
  stop(): Promise<void>
}

/** `port` 0 takes any free one. A handler that throws cuts its connection and fails the test run loudly. */
export async function startLoopbackServer(
  handle: (exchange: Exchange) => void | Promise<void>,
  port = 0,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const exchange = exchangeOf(request, response)
    Promise.resolve()
      .then(() => handle(exchange))
      .catch((thrown: unknown) => {
        const gone = request.destroyed || response.destroyed
        cut(exchange)
        if (!gone) throw thrown
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => stopServer(server) }
}

async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
