import { Agent, type ClientRequest, type ClientRequestArgs, type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import type { Cancel, Clock } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { dial } from '../http/dial.ts'
import { limitExchange } from '../http/exchange-limit.ts'
import { DialError } from '../http/http-trouble.ts'
import { passSocket } from '../pass-socket.ts'

/** A failed request. `sent`: whether a byte of it may have left. */
export class ExchangeError extends Error {
  readonly sent: boolean
  readonly isCertificate: boolean

  constructor(sent: boolean, isCertificate: boolean, code: string) {
    super(code)
    this.name = 'ExchangeError'
    this.sent = sent
    this.isCertificate = isCertificate
  }
}

export type Asking = {
  /** With scheme and port: `https://etcd-1.example:2379`. */
  readonly endpoint: string
  readonly path: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

export type Answer = { readonly status: number; readonly text: string }

/** POSTs to etcd's members over keep-alive connections. Never through a proxy, which would cut long-lived streams. */
export type Exchange = ReturnType<typeof gatewayExchange>

/** A list of many documents comes in pages (etcd-store.ts), each well below this. */
export const TOO_LARGE = 'EMSGSIZE'
const ANSWER_LIMIT_BYTES = 32 * 1_048_576
const DIAL_MS = 10_000
/** TCP keep-alive of a silent stream; some ten seconds later it counts as cut. */
const KEEP_ALIVE_MS = 5_000

export function gatewayExchange(clock: Pick<Clock, 'after'>, trust: () => SecureContext) {
  const agents = new Map<string, Agent>()
  const streams = new Set<ClientRequest>()
  let isClosed = false

  function begin({ endpoint, path, body, headers }: Asking, agent: Agent | null): ClientRequest {
    const { host } = new URL(endpoint)
    const text = JSON.stringify(body)
    const length = String(Buffer.byteLength(text))
    return request({
      method: 'POST',
      path,
      headers: { Host: host, 'Content-Type': 'application/json', 'Content-Length': length, ...headers },
      // With an agent, node:http would ignore createConnection.
      ...(agent === null ? { createConnection: dialler(endpoint, clock, trust) } : { agent }),
    }).end(text)
  }

  function agentFor(endpoint: string): Agent {
    const agent = agents.get(endpoint) ?? new DialAgent(dialler(endpoint, clock, trust))
    agents.set(endpoint, agent)
    return agent
  }

  return {
    /** Raises ExchangeError when no complete answer came in time (ms). */
    async post(asking: Asking, timeoutMs: number): Promise<Answer> {
      if (isClosed) throw new ExchangeError(false, false, 'ECANCELED')
      const limit = limitExchange(clock, { timeoutMs })
      const asked = begin(asking, agentFor(asking.endpoint))
      const giveUp = () => asked.destroy(new ExchangeError(asked.socket !== null, false, 'ETIMEDOUT'))
      limit.signal.addEventListener('abort', giveUp, { once: true })
      try {
        const reply = await responseOf(asked)
        return { status: reply.statusCode ?? 0, text: await textOf(reply) }
      } catch (thrown) {
        throw exchangeError(thrown, asked.socket !== null)
      } finally {
        limit.end()
      }
    },
    /** A streamed answer: calls `line` for each line and `ended` once. TCP keep-alive detects a dead connection. */
    follow(asking: Asking, line: (text: string) => void, ended: () => void): Cancel {
      const asked = begin(asking, null)
      streams.add(asked)
      let over = false
      const end = () => {
        streams.delete(asked)
        if (!over) ended()
        over = true
      }
      void (async () => {
        const reply = await responseOf(asked)
        asked.socket?.setKeepAlive(true, KEEP_ALIVE_MS)
        for await (const text of linesOf(reply)) if (!over) line(text)
      })().then(end, end)
      return () => {
        over = true
        asked.destroy()
      }
    },
    close(): void {
      isClosed = true
      for (const asked of streams) asked.destroy()
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

type Dialler = (options: ClientRequestArgs, done: (failure: Error | null, socket: Duplex) => void) => undefined

function dialler(endpoint: string, clock: Pick<Clock, 'after'>, trust: () => SecureContext): Dialler {
  return (_options, done) => {
    const limit = limitExchange(clock, { timeoutMs: DIAL_MS })
    const socket = dial({ target: new URL(endpoint), proxy: null, trust, signal: limit.signal })
    return passSocket(
      socket.finally(() => limit.end()),
      done,
    )
  }
}

class DialAgent extends Agent {
  readonly #dial: Dialler

  constructor(dialSocket: Dialler) {
    super({ keepAlive: true, maxFreeSockets: 4 })
    this.#dial = dialSocket
  }

  override createConnection(options: ClientRequestArgs, done: (failure: Error | null, socket: Duplex) => void) {
    return this.#dial(options, done)
  }
}

function responseOf(asked: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  asked
    .once('response', resolve)
    .on('error', reject)
    .once('close', () => reject(new Error('closed')))
  return promise
}

async function textOf(reply: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of reply as AsyncIterable<Buffer>) {
    bytes += part.byteLength
    if (bytes > ANSWER_LIMIT_BYTES) throw new ExchangeError(true, false, TOO_LARGE)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

async function* linesOf(reply: IncomingMessage): AsyncIterable<string> {
  let rest = ''
  for await (const part of reply.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + part).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > ANSWER_LIMIT_BYTES) throw new ExchangeError(true, false, TOO_LARGE)
    yield* lines.filter((text) => text !== '')
  }
}

function exchangeError(thrown: unknown, sent: boolean): ExchangeError {
  if (thrown instanceof ExchangeError) return thrown
  if (thrown instanceof DialError) return new ExchangeError(false, thrown.trouble === 'certificate', thrown.detail)
  const code = errorCode(thrown)
  // A member that rejects our certificate alerts before it reads the request (RFC 8446 section 6.2).
  const isCertificate = /ALERT_[A-Z_]*CERTIFICATE|ALERT_UNKNOWN_CA/.test(code)
  return new ExchangeError(sent && !isCertificate, isCertificate, code || 'ECONNRESET')
}
