import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TextAnswer } from '../../../../shared/http.ts'
import type { Clock } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { toOriginForm } from './origin-form.ts'
import { rawAnswer } from './raw-answer.ts'
import { LEAST_TLS, type TlsPair } from './tls-pair.ts'

/** Why a request never became one: it cannot be read, or did not arrive in time. */
export type Unreadable = 'malformed' | 'head_too_large' | 'late' | 'method'

export type HttpServerOptions = {
  /** Never rejects. */
  readonly answer: (request: Request, server: Server) => Promise<Response>
  /** Asked first about a GET without a body; null hands it to `answer`. Never rejects. */
  readonly quick?: (target: string, incoming: IncomingMessage) => Promise<TextAnswer> | null
  /** Answers what cannot be handed to `answer`, since it is no whole HTTP request. */
  readonly unreadable: (why: Unreadable) => Response
  /** What is not to become a Request: its bytes pass through, and nothing holds them. */
  readonly raw?: {
    takes(target: string): boolean
    request(incoming: IncomingMessage, outgoing: ServerResponse): void
    upgrade(incoming: IncomingMessage, socket: Duplex, first: Buffer): void
  }
  /** With this it speaks TLS and nothing else. */
  readonly tls?: Pick<TlsPair, 'cert' | 'key'>
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
 * `Request` and `Response` in place of Node's, which turn each body into a stream: an answer would cost twice as much. They
 * are loaded then, with all of Node that they stand on: nobody ever comes to a command that keeps for itself.
 */
export function httpServer(options: HttpServerOptions & { readonly tls: Pick<TlsPair, 'cert' | 'key'> }): TlsServer
export function httpServer(options: HttpServerOptions): Server
export function httpServer({ answer, quick, unreadable, raw, limits, tls }: HttpServerOptions): Server {
  let handle: ((incoming: IncomingMessage, outgoing: ServerResponse) => unknown) | undefined
  const loaded = async (): Promise<void> => {
    const { getRequestListener } = await loadListener()
    handle ??= getRequestListener((asked) => answer(asked, server), {
      // A request without Host gets as far as the door, which refuses it with a reason where it must have one.
      hostname: 'localhost',
      errorHandler: () => unreadable('malformed'),
    })
  }
  const begun = new WeakMap<Duplex, ServerResponse>()
  const scheme = tls === undefined ? 'http' : 'https'
  const take = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    begun.set(incoming.socket, outgoing)
    toOriginForm(incoming, scheme)
    const { url: target = '' } = incoming
    if (raw?.takes(target)) return raw.request(incoming, outgoing)
    const soon = quick !== undefined && isPlain(incoming) ? quick(target, incoming) : null
    if (soon !== null) void soon.then((said) => sayPlainly(outgoing, said))
    else if (handle !== undefined) void handle(incoming, outgoing)
    else
      void loaded().then(
        () => handle?.(incoming, outgoing),
        () => incoming.socket.destroy(),
      )
  }
  const bounds = {
    requireHostHeader: false,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    connectionsCheckingInterval: limits.lookEvery,
    // What a request without a body would go through as a stream costs more than reading its head.
    optimizeEmptyRequests: true,
    // Java's client offers HTTP/2 with each first call; whoever does not take that answers as if nothing had been offered.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
      raw !== undefined && UPGRADES.includes(headers.upgrade?.trim().toLowerCase() ?? ''),
  }
  const server =
    tls === undefined
      ? createServer(bounds)
      : createTlsServer({ ...bounds, ...tls, minVersion: LEAST_TLS, handshakeTimeout: limits.headers })
  server.timeout = limits.silence
  server.on('request', take)
  // Who waits to hear whether his body is wanted hears it from whom the call is passed on to, where it is.
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    toOriginForm(incoming, scheme)
    if (raw?.takes(incoming.url ?? '') !== true) outgoing.writeContinue()
    server.emit('request', incoming, outgoing)
  })
  // An expectation that nobody can meet is a request like any other: the door decides.
  server.on('checkExpectation', take)
  server.on('connect', (_request, socket) => refuse(socket, unreadable('method')))
  if (raw !== undefined) {
    server.on('upgrade', (incoming, socket: Duplex, first: Buffer) => {
      toOriginForm(incoming, scheme)
      if (raw.takes(incoming.url ?? '')) raw.upgrade(incoming, socket, first)
      else refuse(socket, unreadable('method'))
    })
  }
  refuseUnreadable(server, { unreadable, begun, isTls: tls !== undefined })
  return server
}

type Unread = Pick<HttpServerOptions, 'unreadable'> & {
  /** The last answer that each line was promised. */
  readonly begun: WeakMap<Duplex, ServerResponse>
  readonly isTls: boolean
}

/** What was asked in full before the unreadable part is answered first; in the midst of an answer no second one can begin. */
function refuseUnreadable(server: Server | TlsServer, { unreadable, begun, isTls }: Unread): void {
  const secured = new WeakSet<Duplex>()
  const refused = new WeakSet<Duplex>()
  server.on('secureConnection', (socket: Duplex) => secured.add(socket))
  server.on('clientError', (trouble: Error, socket: Duplex) => {
    // Whose handshake failed hears no HTTP.
    if (isTls && !secured.has(socket)) return void socket.destroy()
    // All that comes after it is unreadable as well.
    if (refused.has(socket)) return
    refused.add(socket)
    const answer = begun.get(socket)
    const isAnswering = () => answer?.headersSent === true && !answer.writableFinished
    const why = WHY_UNREADABLE[errorCode(trouble)] ?? 'malformed'
    const sayNo = () => refuse(socket, unreadable(why), isAnswering)
    if (answer === undefined || answer.writableFinished) sayNo()
    else if (isAnswering()) socket.destroy()
    else if (answer.req.complete) afterWhole(answer, sayNo)
    else sayNo()
  })
}

/** Once an answer has been given whole; a stream, which would never end, is ended as soon as it begins. */
function afterWhole(answer: ServerResponse, say: () => void): void {
  answer.once('close', say)
  const writeHead = answer.writeHead.bind(answer) as (...words: unknown[]) => ServerResponse
  answer.writeHead = (...words: unknown[]) => {
    setImmediate(() => answer.writableEnded || answer.destroy())
    return writeHead(...words)
  }
}

/** Whoever goes on for long loads it at once: after an update its file may be gone when the first request comes. */
export function loadListener(): Promise<typeof import('@hono/node-server')> {
  return import('@hono/node-server')
}

/** To what a line may change here: kubectl before 1.31 has SPDY for `exec` and `port-forward`. */
const UPGRADES = ['websocket', 'spdy/3.1']

/** By Node's codes. A head may have 16 KiB (its `maxHeaderSize`). */
const WHY_UNREADABLE: Readonly<Record<string, Unreadable>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'late',
  HPE_HEADER_OVERFLOW: 'head_too_large',
}

/** Nothing to read but its head. */
function isPlain({ method, headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  return method === 'GET' && length === undefined && coding === undefined
}

/** A head and a text in one write. */
function sayPlainly(outgoing: ServerResponse, { status, headers, text }: TextAnswer): void {
  if (outgoing.destroyed) return
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) })
  outgoing.end(text)
}

/** Takes no new connections, waits at most `graceMs` for answers that are under way, then cuts the rest. */
export async function stopServer(server: Server, clock: Clock, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cancel = clock.after(graceMs, () => server.closeAllConnections())
  await closed
  cancel()
}

/** An answer of the door is text only after a moment, in which the one before it may have begun. */
function refuse(socket: Duplex, answer: Response, isAnswering = () => false): void {
  socket.on('error', () => {})
  if (!socket.writable) return void socket.destroy()
  const say = (text: string) => void (isAnswering() ? socket.destroy() : socket.end(text, () => socket.destroy()))
  void rawAnswer(answer).then(say)
}
