/** Starts a real HTTP server on 127.0.0.1, for the servers of the test kit. It ends with its test. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { cut, type Exchange, exchangeOf } from './http-exchange.ts'

export type LoopbackServer = {
  /** `http://127.0.0.1:PORT/`, with the slash. */
  readonly url: string
  /** Whatever was sent to it before this call has come to its handler, also from programs that have ended since. */
  heard(): Promise<void>
  /** How many requests its handler is at. */
  underway(): number
  /** Ends at once, whoever is still connected. */
  stop(): Promise<void>
}

/** No server of the kit has anything there. */
const HEARD = '/heard-by-the-test'

/** A handler that throws cuts its connection and fails the test run loudly. */
export async function startLoopbackServer(
  handle: (exchange: Exchange) => void | Promise<void>,
  atEnd: (clean: () => Promise<void>) => void = onTestFinished,
): Promise<LoopbackServer> {
  let underway = 0
  const server = createServer((request, response) => {
    if (request.url === HEARD) return void response.end()
    const exchange = exchangeOf(request, response)
    underway += 1
    Promise.resolve()
      .then(() => handle(exchange))
      .finally(() => {
        underway -= 1
      })
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
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  // Connections are taken in the order in which they came, and what they brought is read in that order.
  const heard = async () => void (await (await fetch(new URL(HEARD, url))).text())
  return { url, heard, underway: () => underway, stop }
}

async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
