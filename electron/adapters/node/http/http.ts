import { type ClientRequest, type ClientRequestArgs, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Readable } from 'node:stream'
import type { AxiosResponse } from 'axios'
import type { EffectiveNetwork, Via } from '../../../../shared/connections/network.ts'
import type { BegunReply, HttpFailure, HttpOutcome, HttpReply, HttpRequest } from '../../../../shared/http.ts'
import type { Clock, Http } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { passSocket } from '../pass-socket.ts'
import { dial, PROXY_AUTHENTICATION_REQUIRED } from './dial.ts'
import { type ExchangeLimit, limitExchange, REPLY_LIMIT_BYTES, ReplyTooLarge } from './exchange-limit.ts'
import { DialError, exchangeTrouble } from './http-trouble.ts'
import { invalidAddress } from './invalid-address.ts'
import { chooseProxy, type ProxyChoice, proxyName } from './proxy-choice.ts'
import { replyText, textSoFar } from './reply-text.ts'
import { MAX_HEAD_BYTES, withTidiedHead } from './tidied-head.ts'
import { type Trust, trustFor } from './trusted-roots.ts'

/** Loaded with the first call: a keeper can go for days without one, and it is the largest part of all. */
const library = () => import('axios')

type Options = {
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** Sent as User-Agent unless a request brings its own. */
  readonly agent: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly trust?: Trust
}

/** How far one exchange has come; of its reply, what has come before it broke off. */
type Progress = { sent: boolean; bytesRead: () => number; begun: (() => BegunReply) | null }

/**
 * HTTP out of plain Node (docs/decisions.md 15): plain data in and out, one connection a call, redirects never
 * followed, proxy and roots as the system has them. Resolves with whatever happened, also with an address that is none;
 * only a request that cannot be made at all (another scheme, a line break in a header) rejects, as a bug.
 */
export function nodeHttp({ clock, agent, env = process.env, trust = trustFor }: Options): Http {
  async function send(request: HttpRequest): Promise<HttpOutcome> {
    if (!URL.canParse(request.url)) return invalidAddress(clock.now())
    const progress: Progress = { sent: false, bytesRead: () => 0, begun: null }
    const limit = limitExchange(clock, request)
    const sentAt = clock.now()
    try {
      const response = await exchange(request, progress, limit)
      const reply = { ...(await replyOf(response, progress, limit.signal)), sentAt, receivedAt: clock.now() }
      return byProxy({ ...reply, ...viaOf(request, env) }, request)
    } catch (thrown) {
      const failed = failureOf(thrown, progress, limit.isOver())
      return {
        ...failed,
        ...silentPlainOf(failed, progress, request),
        sentAt,
        receivedAt: clock.now(),
        ...viaOf(request, env),
      }
    } finally {
      limit.end()
    }
  }

  async function exchange(
    request: HttpRequest,
    progress: Progress,
    limit: ExchangeLimit,
  ): Promise<AxiosResponse<Readable>> {
    const { default: axios } = await library()
    const target = new URL(request.url)
    const { way = null } = request
    const choice = chooseProxy(target, env, way?.proxy)
    return await axios.request<Readable>({
      adapter: 'http',
      method: request.method,
      url: request.url,
      headers: headersFor(request, agent),
      data: request.body,
      signal: limit.signal,
      responseType: 'stream',
      maxRedirects: 0,
      // Unpacked here, by what the bytes are: a head that is wrong about them must not lose what they say.
      decompress: false,
      // Chosen here, so that there is one reading of the variables and a tunnel's failures can be told apart.
      proxy: false,
      transport: transportTo(target, choice, { progress, limit, trust, way }),
      validateStatus: () => true,
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
    })
  }

  return { send }
}

/** By fact, with whose setting each is; nothing for a call that went straight there, by what the system trusts. */
function viaOf({ url, way }: HttpRequest, env: NonNullable<Options['env']>): { via?: Via } {
  const target = new URL(url)
  const choice = chooseProxy(target, env, way?.proxy)
  const secure = target.protocol === 'https:'
  const { authorities, client, owners = {} } = way ?? {}
  const via = {
    ...(choice.kind === 'proxy' ? { proxy: proxyName(choice.proxy), proxyBy: owners.proxy ?? choice.variable } : {}),
    ...(secure && authorities
      ? { authorities: authorities.names.join(', '), authoritiesBy: owners.authorities ?? '' }
      : {}),
    ...(secure && client ? { certificate: client.name, certificateBy: owners.client ?? '' } : {}),
  }
  return Object.keys(via).length === 0 ? {} : { via }
}

/** Axios would call a POST without a content type a form; `false` takes that back unless the request names its own. */
function headersFor({ headers }: HttpRequest, agent: string): Record<string, string | false> {
  return { 'User-Agent': agent, Accept: 'application/json', 'Content-Type': false, ...inUsualCase(headers) }
}

/** So that `content-type` takes the place of our `Content-Type` instead of standing beside it. */
function inUsualCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  const upper = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [upper(name), value]))
}

type Wire = {
  readonly progress: Progress
  readonly limit: ExchangeLimit
  readonly trust: Trust
  readonly way: EffectiveNetwork | null
}

/** What axios asks for a request: node:http, but over a connection that we open and watch. */
function transportTo(target: URL, choice: ProxyChoice, { progress, limit, trust, way }: Wire) {
  const secure = target.protocol === 'https:'
  const proxy = choice.kind === 'proxy' ? choice.proxy : null

  async function connection() {
    if (choice.kind === 'unusable') throw new DialError('proxy_refused', 'EPROTONOSUPPORT')
    const socket = await dial({
      target,
      proxy,
      trust: () => trust(way),
      proxyTrust: () => trust(way && { ...way, client: null }),
      signal: limit.signal,
    })
    progress.sent = true
    progress.bytesRead = () => socket.bytesRead
    limit.watch(progress.bytesRead)
    return withTidiedHead(socket)
  }

  function request(options: ClientRequestArgs, reply: (response: IncomingMessage) => void): ClientRequest {
    const outgoing = (secure ? secureRequest : plainRequest)(
      {
        ...options,
        ...(secure || proxy === null ? {} : throughProxy(target, options, proxy.authorization)),
        agent: undefined,
        // What was sent may be spent, so a sloppy reply is read as far as it goes. Strictness keeps apart the replies of one
        // line, and this one carries a single call.
        insecureHTTPParser: true,
        maxHeaderSize: MAX_HEAD_BYTES,
        // Without an agent, node:http would count port 80 as usual and name 443 in the Host header.
        defaultPort: secure ? 443 : 80,
        createConnection: (_options, done) => passSocket(connection(), done),
      },
      reply,
    )
    // Nobody has asked for another protocol, and axios would wait for a reply.
    return outgoing.once('upgrade', (_response, socket) => {
      socket.destroy()
      outgoing.emit('error', Object.assign(new Error(), { code: 'HTTP_101' }))
    })
  }

  return { request }
}

/** To a proxy, a request for an http target names the whole address (RFC 9112 section 3.2.2). */
function throughProxy(target: URL, options: ClientRequestArgs, authorization: string | null): ClientRequestArgs {
  const headers = { ...(options.headers as Record<string, string>) }
  if (authorization !== null) headers['Proxy-Authorization'] = authorization
  return { path: `${target.origin}${options.path ?? '/'}`, headers }
}

/** To an http target a proxy answers in the server's place: with 407 the request went no further, and nobody has acted on it. */
function byProxy(reply: HttpReply, { url }: HttpRequest): HttpOutcome {
  const { status, via, sentAt, receivedAt } = reply
  const isProxys =
    via?.['proxy'] !== undefined && new URL(url).protocol === 'http:' && status === PROXY_AUTHENTICATION_REQUIRED
  if (!isProxys) return reply
  const detail = `HTTP_${PROXY_AUTHENTICATION_REQUIRED}`
  return { kind: 'failure', trouble: 'proxy_sign_in', sent: false, detail, via, sentAt, receivedAt }
}

async function replyOf(
  response: AxiosResponse<Readable>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Omit<HttpReply, 'sentAt' | 'receivedAt'>> {
  const headers = headersOf(response)
  const parts: Uint8Array[] = []
  const replySoFar = (read: typeof replyText) => {
    const body = read(Buffer.concat(parts), headers['content-type'] ?? '', headers['content-encoding'])
    return { status: response.status, headers, body }
  }
  progress.begun = () => replySoFar(textSoFar)
  await readInto(parts, response.data, signal)
  return { kind: 'reply', ...replySoFar(replyText) }
}

async function readInto(parts: Uint8Array[], stream: Readable, signal: AbortSignal): Promise<void> {
  let bytes = 0
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength
    if (bytes > REPLY_LIMIT_BYTES) throw new ReplyTooLarge()
    parts.push(part)
  }
  signal.throwIfAborted()
}

function headersOf({ headers }: AxiosResponse): Record<string, string> {
  const entries = Object.entries(headers as Record<string, unknown>)
  return Object.fromEntries(
    entries.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  )
}

/** Foreign errors end here: axios's carry headers and bodies, so nothing but a code goes on. */
function failureOf(
  thrown: unknown,
  { sent, begun }: Progress,
  timedOut: boolean,
): Omit<HttpFailure, 'sentAt' | 'receivedAt'> {
  const failed = (trouble: HttpFailure['trouble'], detail: string) =>
    ({ kind: 'failure', trouble, sent, detail, ...(begun === null ? {} : { begun: begun() }) }) as const
  if (timedOut) return failed('timed_out', 'ETIMEDOUT')
  if (thrown instanceof ReplyTooLarge) return failed('reply_too_large', 'EMSGSIZE')
  const cause = isAxios(thrown) && thrown.cause instanceof Error ? thrown.cause : thrown
  if (cause instanceof DialError) return failed(cause.trouble, cause.detail)
  const code = errorCode(cause) || errorCode(thrown)
  // Said by the server instead of reading anything: nothing of the request has been acted on (RFC 8446 section 6.2).
  if (CERTIFICATE_WANTED.test(code))
    return { kind: 'failure', trouble: 'client_certificate_needed', sent: false, detail: code }
  if (!sent) throw new Error(`a request that cannot be made: ${code || 'no code'}`)
  return failed(exchangeTrouble(code), code || 'UNKNOWN')
}

function silentPlainOf(
  { sent, detail }: Pick<HttpFailure, 'sent' | 'detail'>,
  { bytesRead }: Progress,
  { url }: HttpRequest,
) {
  const isSilent = sent && detail === 'ECONNRESET' && bytesRead() === 0 && new URL(url).protocol === 'http:'
  return isSilent ? { silentPlain: true as const } : {}
}

/** By its own mark: to name the class would load all of it. */
function isAxios(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'isAxiosError' in thrown
}

const CERTIFICATE_WANTED =
  /ALERT_CERTIFICATE_REQUIRED|ALERT_(BAD|UNKNOWN|UNSUPPORTED|EXPIRED|REVOKED)_CERTIFICATE|ALERT_CERTIFICATE_UNKNOWN|ALERT_UNKNOWN_CA/
