import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TextAnswer } from '../../../../shared/http.ts'
import type { Clock } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { toOriginForm } from './origin-form.ts'
import { rawAnswer } from './raw-answer.ts'
import { LEAST_TLS, type TlsPair } from './tls-pair.ts'

/** Why there is no request to answer: it cannot be parsed, or did not arrive in time. */
export type Unreadable = 'malformed' | 'head_too_large' | 'late' | 'method'

export type HttpServerOptions = {
  /** Never rejects. */
  readonly answer: (request: Request, server: Server) => Promise<Response>
  /** Tried first for a GET without a body; null passes it to `answer`. Never rejects. */
  readonly quick?: (target: string, incoming: IncomingMessage) => Promise<TextAnswer> | null
  /** Answers what is no complete HTTP request. */
  readonly unreadable: (why: Unreadable) => Response
  /** Requests that are streamed as node:http gives them, without a Request. */
  readonly raw?: {
    takes(target: string): boolean
    request(incoming: IncomingMessage, outgoing: ServerResponse): void
    upgrade(incoming: IncomingMessage, socket: Duplex, first: Buffer): void
  }
  /** Serves TLS only. */
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
 * A server that is not listening yet. What Node would answer by itself, without our headers, goes through `unreadable`.
 * hono's light `Request` and `Response` replace Node's in this process, which turn each body into a stream at twice the
 * cost. They are imported with the first request: most commands that run a keeper never get one.
 */
export function httpServer(options: HttpServerOptions & { readonly tls: Pick<TlsPair, 'cert' | 'key'> }): TlsServer
export function httpServer(options: HttpServerOptions): Server
export function httpServer({ answer, quick, unreadable, raw, limits, tls }: HttpServerOptions): Server {
  let handle: ((incoming: IncomingMessage, outgoing: ServerResponse) => unknown) | undefined
  const load = async (): Promise<void> => {
    const { getRequestListener } = await loadListener()
    handle ??= getRequestListener((request) => answer(request, server), {
      // Only a base for hono's URL: the door itself refuses a request without Host.
      hostname: 'localhost',
      errorHandler: () => unreadable('malformed'),
    })
  }
  const lastResponses = new WeakMap<Duplex, ServerResponse>()
  const scheme = tls === undefined ? 'http' : 'https'
  const handleRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    lastResponses.set(incoming.socket, outgoing)
    toOriginForm(incoming, scheme)
    const { url: target = '' } = incoming
    if (raw?.takes(target)) return raw.request(incoming, outgoing)
    const quickAnswer = quick !== undefined && isBodilessGet(incoming) ? quick(target, incoming) : null
    if (quickAnswer !== null) void quickAnswer.then((answer) => sendText(outgoing, answer))
    else if (handle !== undefined) void handle(incoming, outgoing)
    else
      void load().then(
        () => handle?.(incoming, outgoing),
        () => incoming.socket.destroy(),
      )
  }
  const serverOptions = {
    requireHostHeader: false,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    connectionsCheckingInterval: limits.lookEvery,
    // Skips the body stream of a request without a body.
    optimizeEmptyRequests: true,
    // Java's client offers h2c with its first request; an upgrade that is not supported is ignored.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
      raw !== undefined && UPGRADES.includes(headers.upgrade?.trim().toLowerCase() ?? ''),
  }
  const server =
    tls === undefined
      ? createServer(serverOptions)
      : createTlsServer({ ...serverOptions, ...tls, minVersion: LEAST_TLS, handshakeTimeout: limits.headers })
  server.timeout = limits.silence
  server.on('request', handleRequest)
  // For a relayed request the upstream answers `Expect: 100-continue`.
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    toOriginForm(incoming, scheme)
    if (raw?.takes(incoming.url ?? '') !== true) outgoing.writeContinue()
    server.emit('request', incoming, outgoing)
  })
  // An unknown expectation is ignored, instead of Node's own 417.
  server.on('checkExpectation', handleRequest)
  server.on('connect', (_request, socket) => refuse(socket, unreadable('method')))
  if (raw !== undefined) {
    server.on('upgrade', (incoming, socket: Duplex, first: Buffer) => {
      toOriginForm(incoming, scheme)
      if (raw.takes(incoming.url ?? '')) raw.upgrade(incoming, socket, first)
      else refuse(socket, unreadable('method'))
    })
  }
  refuseUnreadable(server, { unreadable, lastResponses, isTls: tls !== undefined })
  return server
}

type Unread = Pick<HttpServerOptions, 'unreadable'> & {
  /** The response to the latest request of each connection. */
  readonly lastResponses: WeakMap<Duplex, ServerResponse>
  readonly isTls: boolean
}

/** Complete requests before the unreadable part are answered first; in the middle of a response the connection is cut. */
function refuseUnreadable(server: Server | TlsServer, { unreadable, lastResponses, isTls }: Unread): void {
  const handshaken = new WeakSet<Duplex>()
  const refused = new WeakSet<Duplex>()
  server.on('secureConnection', (socket: Duplex) => handshaken.add(socket))
  server.on('clientError', (error: Error, socket: Duplex) => {
    // After a failed handshake no HTTP can be sent.
    if (isTls && !handshaken.has(socket)) return void socket.destroy()
    // One refusal: everything after it is unreadable as well.
    if (refused.has(socket)) return
    refused.add(socket)
    const answer = lastResponses.get(socket)
    const isAnswering = () => answer?.headersSent === true && !answer.writableFinished
    const why = WHY_UNREADABLE[errorCode(error)] ?? 'malformed'
    const sendRefusal = () => refuse(socket, unreadable(why), isAnswering)
    if (answer === undefined || answer.writableFinished) sendRefusal()
    else if (isAnswering()) socket.destroy()
    else if (answer.req.complete) afterResponse(answer, sendRefusal)
    else sendRefusal()
  })
}

/** Calls `send` once the response is complete. A stream, which may never end, is cut as soon as its headers are written. */
function afterResponse(answer: ServerResponse, send: () => void): void {
  answer.once('close', send)
  const writeHead = answer.writeHead.bind(answer) as (...words: unknown[]) => ServerResponse
  answer.writeHead = (...words: unknown[]) => {
    setImmediate(() => answer.writableEnded || answer.destroy())
    return writeHead(...words)
  }
}

/** A long-running host calls this at its start: after an update the file may be gone when the first request comes. */
export function loadListener(): Promise<typeof import('@hono/node-server')> {
  return import('@hono/node-server')
}

/** Protocols to upgrade to: kubectl before 1.31 uses SPDY for `exec` and `port-forward`. */
const UPGRADES = ['websocket', 'spdy/3.1']

/** By Node's error codes. Headers may have 16 KiB (its `maxHeaderSize`). */
const WHY_UNREADABLE: Readonly<Record<string, Unreadable>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'late',
  HPE_HEADER_OVERFLOW: 'head_too_large',
}

/** A GET without a body. */
function isBodilessGet({ method, headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  return method === 'GET' && length === undefined && coding === undefined
}

/** Headers and text in one write. */
function sendText(outgoing: ServerResponse, { status, headers, text }: TextAnswer): void {
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

/** `isAnswering` is checked after `rawAnswer`, since an earlier response may have begun meanwhile. */
function refuse(socket: Duplex, answer: Response, isAnswering = () => false): void {
  socket.on('error', () => {})
  if (!socket.writable) return void socket.destroy()
  const send = (text: string) => void (isAnswering() ? socket.destroy() : socket.end(text, () => socket.destroy()))
  void rawAnswer(answer).then(send)
}
