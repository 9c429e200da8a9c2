import type { EffectiveNetwork } from '../../../shared/connections/network.ts'
import type { BegunReply, HttpFailure, HttpOutcome, HttpRequest, HttpTrouble } from '../../../shared/http.ts'
import type { Clock, Http } from '../../core/ports.ts'
import { limitExchange, REPLY_LIMIT_BYTES, ReplyTooLarge } from '../node/http/exchange-limit.ts'
import { invalidAddress } from '../node/http/invalid-address.ts'
import { replyText, textSoFar } from '../node/http/reply-text.ts'
import { type ResolveProxy, systemProxy } from './system-proxy.ts'

type Fetch = (url: string, init: RequestInit) => Promise<Response>

type Options = {
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly agent: string
  /** Of a session of its own, without cache (electron/desktop/desktop-bridge.ts). */
  readonly fetch: Fetch
  /** Takes the calls whose way is set here, which Chromium cannot be told for one call. */
  readonly byNode: Http
  readonly resolveProxy: ResolveProxy
}

/**
 * HTTP out of the desktop, through Chromium: the system's proxy and certificates, as the person's browser has them. No
 * cookies, no cache, no redirect followed. Resolves with whatever happened.
 */
export function sessionHttp({ clock, agent, fetch, byNode, resolveProxy }: Options): Http {
  /** What is not set of it stays the system's: its proxy counts here too. */
  async function byOwnWay(request: HttpRequest, way: EffectiveNetwork): Promise<HttpOutcome> {
    if (way.proxy !== null) return byNode.send(request)
    const proxy = await systemProxy(resolveProxy, request.url)
    return byNode.send({ ...request, way: { ...way, proxy, owners: { ...way.owners, proxy: 'system' } } })
  }

  return {
    async send(request: HttpRequest): Promise<HttpOutcome> {
      if (!URL.canParse(request.url)) return invalidAddress(clock.now())
      if (request.way !== undefined) return byOwnWay(request, request.way)
      const limit = limitExchange(clock, request)
      const arriving = new Arriving()
      limit.watch(() => arriving.length)
      const { url: proxy } = await systemProxy(resolveProxy, request.url)
      const via = proxy === '' ? {} : { via: { proxy, proxyBy: 'system' } }
      const sentAt = clock.now()
      try {
        const response = await fetch(request.url, {
          method: request.method,
          headers: { 'user-agent': agent, ...request.headers },
          ...(request.body === undefined ? {} : { body: request.body }),
          redirect: 'manual',
          credentials: 'omit',
          cache: 'no-store',
          signal: limit.signal,
        })
        return { kind: 'reply', ...(await arriving.read(response)), sentAt, receivedAt: clock.now(), ...via }
      } catch (thrown) {
        const failed = failureOf(thrown, limit.isOver())
        return {
          ...failed,
          ...(arriving.begun() ?? silentPlainOf(failed, request)),
          sentAt,
          receivedAt: clock.now(),
          ...via,
        }
      } finally {
        limit.end()
      }
    },
  }
}

type Bare<Outcome> = Omit<Outcome, 'sentAt' | 'receivedAt'>

/** What has come of a reply. */
class Arriving {
  length = 0
  readonly #pieces: Uint8Array[] = []
  #response: Response | null = null

  async read(response: Response): Promise<BegunReply> {
    this.#response = response
    // The head has come; its own bytes are not told.
    this.length += 1
    let size = 0
    for await (const piece of response.body ?? []) {
      this.length += piece.length
      size += piece.length
      if (size > REPLY_LIMIT_BYTES) throw new ReplyTooLarge()
      this.#pieces.push(piece)
    }
    return this.#soFar(response, replyText)
  }

  /** Null where not even the head has come. */
  begun(): { begun: BegunReply } | null {
    return this.#response === null ? null : { begun: this.#soFar(this.#response, textSoFar) }
  }

  #soFar({ status, headers }: Response, read: typeof replyText): BegunReply {
    return {
      status,
      headers: Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value])),
      body: read(Buffer.concat(this.#pieces), headers.get('content-type') ?? ''),
    }
  }
}

/** Chromium's own names for what went wrong, each with whether the request may have left this machine. */
const TROUBLES: readonly (readonly [RegExp, HttpTrouble, boolean])[] = [
  [/ERR_NAME_NOT_RESOLVED|ERR_DNS_/, 'unknown_host', false],
  [/ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE|ERR_NETWORK_ACCESS_DENIED/, 'offline', false],
  [/ERR_CONNECTION_REFUSED/, 'connection_refused', false],
  [/ERR_CERT_|ERR_SSL_/, 'certificate', false],
  [/ERR_PROXY_|ERR_TUNNEL_CONNECTION_FAILED|ERR_NO_SUPPORTED_PROXIES/, 'proxy_refused', false],
  [/ERR_CONNECTION_TIMED_OUT/, 'timed_out', false],
  [/ERR_TIMED_OUT/, 'timed_out', true],
  // A redirect that nobody follows ends in a rejected call there, and a proxy that wants a password in a cancelled one.
  [/redirect/i, 'redirected', true],
  [/ERR_ABORTED|cancell?ed/i, 'proxy_sign_in', true],
]

function failureOf(thrown: unknown, timedOut: boolean): Bare<HttpFailure> {
  if (thrown instanceof ReplyTooLarge) return failure('reply_too_large', true, 'ETOOLARGE')
  if (timedOut) return failure('timed_out', true, 'ETIMEDOUT')
  const text = thrown instanceof Error ? `${thrown.message} ${String(thrown.cause ?? '')}` : ''
  const detail = /ERR_[A-Z_]+/.exec(text)?.[0] ?? 'ERR_FAILED'
  const found = TROUBLES.find(([pattern]) => pattern.test(text))
  return found === undefined ? failure('reply_lost', true, detail) : failure(found[1], found[2], detail)
}

function silentPlainOf(
  { detail }: Pick<HttpFailure, 'detail'>,
  { url }: HttpRequest,
): Pick<HttpFailure, 'silentPlain'> {
  const isSilent = /EMPTY_RESPONSE|CONNECTION_(CLOSED|RESET)/.test(detail) && new URL(url).protocol === 'http:'
  return isSilent ? { silentPlain: true } : {}
}

function failure(trouble: HttpTrouble, sent: boolean, detail: string): Bare<HttpFailure> {
  return { kind: 'failure', trouble, sent, detail }
}
