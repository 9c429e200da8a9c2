import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Clock } from '../../core/ports.ts'
import { type ConnectionCrowd, connectionCrowd } from './connection-crowd.ts'
import { errorCode } from './error-code.ts'
import { type LoopbackAddress, listenAtEach, portOf } from './loopback-address.ts'
import { rawAnswer } from './raw-answer.ts'

/** Why a request never became one: it cannot be read, or did not arrive in time. */
export type Unreadable = 'malformed' | 'late' | 'method'

export type LoopbackOptions = {
  /** 0 takes any free one. */
  readonly port: number
  /** Both where a name leads to us (loopback-address.ts); 127.0.0.1 alone when left out. */
  readonly addresses?: readonly LoopbackAddress[]
  /** Answers a request that came in on this port. */
  readonly answer: (request: Request, port: number) => Promise<Response>
  /** Answers what cannot be handed to `answer`, since it is no whole HTTP request. */
  readonly unreadable: (why: Unreadable) => Response
  readonly clock: Clock
  /** Ms. Tests shorten them. */
  readonly limits?: Partial<typeof LIMITS>
}

export type LoopbackHttp = {
  readonly port: number
  /** Takes no new connections, waits at most `graceMs` for answers that are under way, then cuts the rest. */
  stop(graceMs: number): Promise<void>
}

/** How long, in ms, someone may take who connects and says nothing, sends a request drop by drop, or does not read. */
const LIMITS = { headers: 10_000, request: 30_000, silence: 180_000, lookEvery: 2_000 }

/** More than all streams together; whoever comes after that takes the place of somebody who only holds one. */
const MOST_CONNECTIONS = 400

/**
 * An HTTP server on loopback and no other address (design decision 17). Raises port_taken {port}.
 * What Node would answer by itself, without headers of ours, is answered through `unreadable`.
 */
export async function listenOnLoopback(options: LoopbackOptions): Promise<LoopbackHttp> {
  const { port, addresses = ['127.0.0.1'], clock } = options
  const crowd = connectionCrowd(MOST_CONNECTIONS)
  const servers = await listenAtEach(addresses, port, () => serverOf(options, crowd))
  return {
    port: servers.map(portOf)[0] ?? port,
    stop: async (graceMs) => void (await Promise.all(servers.map((server) => stop(server, clock, graceMs)))),
  }
}

function serverOf({ answer, unreadable, limits }: LoopbackOptions, crowd: ConnectionCrowd): Server {
  const { headers, request, silence, lookEvery } = { ...LIMITS, ...limits }
  const handle = getRequestListener((asked) => answer(asked, portOf(server)), {
    // A request without Host gets as far as the door, which refuses it with a reason.
    hostname: 'localhost',
    overrideGlobalObjects: false,
    errorHandler: () => unreadable('malformed'),
  })
  const begun = new WeakMap<Duplex, ServerResponse>()
  const take = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    begun.set(incoming.socket, outgoing)
    void handle(incoming, outgoing)
  }
  const server = createServer({
    requireHostHeader: false,
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: lookEvery,
  })
  crowd.watch(server)
  server.timeout = silence
  server.on('request', take)
  // An expectation that nobody can meet is a request like any other: the door decides.
  server.on('checkExpectation', take)
  server.on('connect', (_request, socket) => refuse(socket, unreadable('method')))
  server.on('clientError', (trouble, socket) => {
    // In the midst of an answer no second one can begin.
    if (begun.get(socket)?.headersSent === true && begun.get(socket)?.writableFinished === false) socket.destroy()
    else refuse(socket, unreadable(errorCode(trouble) === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'late' : 'malformed'))
  })
  return server
}

function refuse(socket: Duplex, answer: Response): void {
  socket.on('error', () => {})
  if (!socket.writable) return void socket.destroy()
  void rawAnswer(answer).then((text) => socket.end(text, () => socket.destroy()))
}

async function stop(server: Server, clock: Clock, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cancel = clock.after(graceMs, () => server.closeAllConnections())
  await closed
  cancel()
}
