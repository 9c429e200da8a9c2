import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Clock } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { rawAnswer } from './raw-answer.ts'

/** Why a request never became one: it cannot be read, or did not arrive in time. */
export type Unreadable = 'malformed' | 'late' | 'method'

export type HttpServerOptions = {
  /** Never rejects. */
  readonly answer: (request: Request, server: Server) => Promise<Response>
  /** Answers what cannot be handed to `answer`, since it is no whole HTTP request; text goes out as it is. */
  readonly unreadable: (why: Unreadable, received: string) => Response | string
  /** Ms; 0 is without limit. Headers and a whole request drop by drop, a connection without a byte, an idle one. */
  readonly limits: {
    readonly headers: number
    readonly request: number
    readonly silence: number
    readonly idle: number
    readonly lookEvery: number
  }
}

/**
 * A server that listens nowhere yet. What Node would answer by itself, without headers of ours, is answered through
 * `unreadable`. A client that says no more still gets its answers. From the first of them on this process has hono's light
 * `Request` and `Response` in place of Node's, which turn each body into a stream: an answer would cost twice as much.
 */
export function httpServer({ answer, unreadable, limits }: HttpServerOptions): Server {
  const handle = getRequestListener((asked) => answer(asked, server), {
    // A request without Host gets as far as the door, which refuses it with a reason where it must have one.
    hostname: 'localhost',
    errorHandler: () => responseOf(unreadable('malformed', '')),
  })
  const begun = new WeakMap<Duplex, ServerResponse>()
  const take = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    begun.set(incoming.socket, outgoing)
    void handle(incoming, outgoing)
  }
  const server = createServer({
    requireHostHeader: false,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    connectionsCheckingInterval: limits.lookEvery,
  })
  server.timeout = limits.silence
  server.on('request', take)
  // An expectation that nobody can meet is a request like any other: the door decides.
  server.on('checkExpectation', take)
  server.on('connect', (_request, socket) => refuse(socket, unreadable('method', '')))
  server.on('clientError', (trouble: Error & { rawPacket?: Buffer }, socket) => {
    // In the midst of an answer no second one can begin.
    if (begun.get(socket)?.headersSent === true && begun.get(socket)?.writableFinished === false) socket.destroy()
    else {
      const why = errorCode(trouble) === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'late' : 'malformed'
      refuse(socket, unreadable(why, trouble.rawPacket?.toString('latin1') ?? ''))
    }
  })
  return server
}

/** Takes no new connections, waits at most `graceMs` for answers that are under way, then cuts the rest. */
export async function stopServer(server: Server, clock: Clock, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cancel = clock.after(graceMs, () => server.closeAllConnections())
  await closed
  cancel()
}

function refuse(socket: Duplex, answer: Response | string): void {
  socket.on('error', () => {})
  if (!socket.writable) return void socket.destroy()
  const say = (text: string) => void socket.end(text, () => socket.destroy())
  if (typeof answer === 'string') say(answer)
  else void rawAnswer(answer).then(say)
}

function responseOf(answer: Response | string): Response {
  return typeof answer === 'string' ? new Response(answer, { status: 400 }) : answer
}
