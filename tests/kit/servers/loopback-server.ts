/** Starts a real HTTP server on 127.0.0.1, for the servers of the test kit. It ends with its test. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { cut, type Exchange, exchangeOf } from './http-exchange.ts'

export type LoopbackServer = {
  /** `http://127.0.0.1:PORT/`, with the slash. */
  readonly url: string
  /** Ends at once, whoever is still connected. */
  stop(): Promise<void>
}

/** A handler that throws cuts its connection and fails the test run loudly. */
export async function startLoopbackServer(
  handle: (exchange: Exchange) => void | Promise<void>,
  atEnd: (clean: () => Promise<void>) => void = onTestFinished,
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
    server.listen(0, '127.0.0.1', resolve)
  })
  const stop = () => stopServer(server)
  atEnd(stop)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop }
}

async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
