import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import type { Secret } from '../../../../shared/secret.ts'
import { whyOf } from '../../../../shared/systems/reply-fault.ts'
import type { Cancel } from '../../../core/ports.ts'
import { type Answer, type Exchange, ExchangeError, TOO_LARGE } from './exchange.ts'
import { parseAnswer, refusalSchema, tokenSchema } from './wire.ts'

export type GatewayUser = { readonly name: string; readonly password: Secret }

export type GatewayParts = {
  readonly exchange: Exchange
  readonly endpoints: readonly string[]
  readonly user: GatewayUser | null
  /** Our client certificate has expired. */
  readonly hasOwnExpired?: () => boolean
}

/**
 * Calls of etcd's JSON gateway: members tried in turn, the user's token fetched and renewed. Every call raises
 * store_unreachable (nothing was done), store_refused {detail}, store_full and store_damaged.
 */
export type Gateway = {
  /** A read: a member that does not answer within this time (ms) is skipped. */
  ask(path: string, body: unknown, answerMs?: number): Promise<string>
  /** A write: also raises store_unanswered when it may have arrived. */
  change(path: string, body: unknown): Promise<string>
  /** A streamed answer, with the member that gives it. `ended` also where it never began. */
  follow(path: string, body: unknown, listener: StreamListener): Cancel
  /** The next call begins with another member. */
  passOver(endpoint: string): void
  /** The next call fetches a new token. */
  forgetToken(): void
  /** Whether this member answers and has a leader. */
  isAlive(endpoint: string): Promise<boolean>
}

type Call = {
  readonly path: string
  readonly body: unknown
  readonly answerMs: number
  readonly changes: boolean
}

type StreamListener = { line(text: string, endpoint: string): void; ended(): void }

/** How long one member has for an answer. An election takes one to two seconds. */
const ANSWER_MS = 10_000

/** Google's canonical codes (google.rpc.Code), as the gateway passes them on. */
const UNAUTHENTICATED = 16
const TRY_NEXT_MEMBER = [4, 14]
const FULL = 8

export function createGateway({ exchange, endpoints, user, hasOwnExpired = () => false }: GatewayParts): Gateway {
  const tokens = userTokens(exchange, user)
  let first = 0

  function membersInOrder(): string[] {
    return endpoints.map((_, index) => endpoints[(first + index) % endpoints.length] ?? '')
  }

  /** Asks one member. A token that it does not accept is replaced once. */
  async function askMember(endpoint: string, { path, body, answerMs }: Call): Promise<Answer> {
    const headers = await tokens.headers(endpoint, answerMs)
    const answer = await exchange.post({ endpoint, path, body, headers }, answerMs)
    if (user === null || !isTokenStale(answer)) return answer
    tokens.forget()
    return exchange.post({ endpoint, path, body, headers: await tokens.headers(endpoint, answerMs) }, answerMs)
  }

  async function call(request: Call): Promise<string> {
    const failures: ExchangeError[] = []
    for (const endpoint of membersInOrder()) {
      try {
        const answer = await askMember(endpoint, request)
        if (isDone(answer)) {
          first = endpoints.indexOf(endpoint)
          return answer.text
        }
        failures.push(errorForNextMember(answer))
      } catch (thrown) {
        if (!(thrown instanceof ExchangeError)) throw thrown
        // Another member would say the same.
        if (thrown.message === TOO_LARGE) raise('store_refused', { detail: 'too_large' })
        failures.push(thrown)
        tokens.forget()
      }
      if (request.changes && failures.at(-1)?.sent === true) {
        passOver(endpoint)
        raise('store_unanswered', { detail: failures.at(-1)?.message ?? '' })
      }
    }
    return raiseForAll(failures, { endpoints, hasOwnExpired: hasOwnExpired() })
  }

  // Its tokens name a revision of etcd's log: after an older backup was restored, each call would wait for that revision.
  function passOver(endpoint: string): void {
    tokens.forget()
    if (endpoints[first] === endpoint) first = (first + 1) % endpoints.length
  }

  return {
    ask: (path, body, answerMs = ANSWER_MS) => call({ path, body, answerMs, changes: false }),
    change: (path, body) => call({ path, body, answerMs: ANSWER_MS, changes: true }),
    follow(path, body, { line, ended }) {
      const endpoint = endpoints[first] ?? ''
      let isCancelled = false
      let cancel: Cancel = () => {
        isCancelled = true
      }
      void tokens.headers(endpoint, ANSWER_MS).then((tokenHeaders) => {
        if (isCancelled) return
        // With this header a member that loses its leader ends the stream instead of going silent.
        const withLeader = { ...tokenHeaders, 'Grpc-Metadata-hasleader': 'true' }
        const asking = { endpoint, path, body, headers: withLeader }
        cancel = exchange.follow(asking, (text) => line(text, endpoint), ended)
      }, ended)
      return () => cancel()
    },
    passOver,
    forgetToken: tokens.forget,
    async isAlive(endpoint) {
      const asking = { endpoint, path: '/v3/maintenance/status', body: {}, headers: {} }
      const answer = await exchange.post(asking, ANSWER_MS).catch(() => null)
      // The field is left out where there is no leader.
      return answer?.status === 200 && /"leader":"[1-9]/.test(answer.text)
    },
  }
}

/** The user's token: fetched on demand, once for all callers that wait for it. */
function userTokens(exchange: Exchange, user: GatewayUser | null) {
  let token: Promise<string> | null = null
  return {
    async headers(endpoint: string, answerMs: number): Promise<Record<string, string>> {
      if (user === null) return {}
      token ??= authenticate(exchange, { endpoint, answerMs, user })
      try {
        return { Authorization: await token }
      } catch (thrown) {
        token = null
        throw thrown
      }
    },
    forget(): void {
      token = null
    },
  }
}

type Authenticating = { readonly endpoint: string; readonly answerMs: number; readonly user: GatewayUser }

async function authenticate(exchange: Exchange, { endpoint, answerMs, user }: Authenticating): Promise<string> {
  const body = { name: user.name, password: user.password.reveal() }
  const answer = await exchange
    .post({ endpoint, path: '/v3/auth/authenticate', body, headers: {} }, answerMs)
    .catch((thrown: unknown) => {
      // `sent` is about the call itself, which has not been sent yet.
      if (thrown instanceof ExchangeError) throw new ExchangeError(false, thrown.isCertificate, thrown.message)
      throw thrown
    })
  if (isDone(answer)) return parseAnswer(tokenSchema, answer.text).token
  const { message } = errorForNextMember(answer)
  throw new ExchangeError(false, false, message)
}

/** etcd only answers with JSON objects: anything else is another server's page. */
const isDone = ({ status, text }: Answer): boolean => status === 200 && text.startsWith('{')

/** By the words of etcd's own errors (api/v3rpc/rpctypes/error.go), since several share a code. */
function isTokenStale({ status, text }: Answer): boolean {
  if (status === 200) return false
  const refusal = refusalSchema.safeParse(jsonIn(text)).data
  return refusal?.code === UNAUTHENTICATED || /revision of auth store is old/.test(refusal?.message ?? '')
}

const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/user name is empty/, 'user_wanted'],
  [/invalid user ID or password|user name not found/, 'password'],
  [/authentication is not enabled/, 'no_users_there'],
  [/permission denied/, 'permission'],
  [/requested lease not found/, 'no_lease'],
  [/required revision has been compacted/, 'compacted'],
]

/** A request too large, in etcd's words and in those of the gateway's gRPC (whose code is that of "full"). */
const REQUEST_TOO_LARGE = /request is too large|message larger than max/

/** Refusals before anything was done. */
const NOT_BEGUN = /no leader|too many requests|not capable|server stopped|not healthy|not supported for learner/

/** The error after which another member is tried; everything else is raised. */
function errorForNextMember({ status, text }: Answer): ExchangeError {
  const refusal = refusalSchema.safeParse(jsonIn(text)).data
  const { message, code } = refusal ?? { message: text, code: -1 }
  // The gateway refuses client certificates with a CommonName, since it would ignore the name (embed/serve.go).
  if (/^CommonName of client/.test(message)) raise('store_refused', { why: 'certificate_name' })
  if (NOT_BEGUN.test(message)) return new ExchangeError(false, false, 'no_leader')
  if (REQUEST_TOO_LARGE.test(message)) raise('store_refused', { detail: 'too_large' })
  if (/corrupt cluster/.test(message)) raise('store_refused', { why: 'corrupt' })
  if (/database space exceeded/.test(message) || code === FULL) raise('store_full')
  if (TRY_NEXT_MEMBER.includes(code) || status >= 500) return new ExchangeError(true, false, `HTTP_${status}`)
  const [, detail] = REFUSALS.find(([words]) => words.test(message)) ?? []
  if (refusal === undefined && detail === undefined) return new ExchangeError(true, false, `HTTP_${status}`)
  return raise('store_refused', { detail: detail ?? `HTTP_${status}` })
}

/** No member has answered. A certificate is blamed only where all of them failed on it. */
function raiseForAll(
  failures: readonly ExchangeError[],
  { endpoints, hasOwnExpired }: { readonly endpoints: readonly string[]; readonly hasOwnExpired: boolean },
): never {
  const cause = failures.at(-1)
  const detail = cause?.message ?? ''
  const allMatch = (matches: (failure: ExchangeError) => boolean): boolean =>
    failures.length > 0 && failures.every(matches)
  const refused = (params: { readonly [name: string]: string }) =>
    new FaultError(fault('store_refused', params), { cause })
  if (allMatch(({ message }) => message === EXPIRED)) throw refused({ why: 'store_certificate_over' })
  // The alert that says why is often lost in the reset.
  const isEnded = ({ isCertificate, message }: ExchangeError) => isCertificate || message === 'ECONNRESET'
  if (hasOwnExpired && allMatch(isEnded)) throw refused({ why: 'certificate_over' })
  if (allMatch(({ isCertificate }) => isCertificate)) throw refused({ detail, ...whyOf('certificate', detail) })
  // etcd with TLS resets a plain connection.
  const perhapsTls =
    endpoints.every((each) => each.startsWith('http:')) && allMatch(({ message }) => message === 'ECONNRESET')
  const isPage = allMatch(({ message }) => /^HTTP_[1-4]/.test(message))
  const why = perhapsTls ? { why: 'perhaps_tls' } : isPage ? { why: 'not_etcd' } : {}
  throw new FaultError(fault('store_unreachable', { detail, ...why }), { cause })
}

/** For a member's certificate and for its authority's alike. */
const EXPIRED = 'CERT_HAS_EXPIRED'
