import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import type { Secret } from '../../../../shared/secret.ts'
import { whyOf } from '../../../../shared/systems/reply-fault.ts'
import type { Cancel } from '../../../core/ports.ts'
import { type Answer, type Exchange, ExchangeError, TOO_LARGE } from './exchange.ts'
import { refusalSchema, tokenSchema, understood } from './wire.ts'

export type GatewayUser = { readonly name: string; readonly password: Secret }

export type GatewayParts = {
  readonly exchange: Exchange
  readonly endpoints: readonly string[]
  readonly user: GatewayUser | null
  /** The certificate that we show has come to its end. */
  readonly isOwnOver?: () => boolean
}

/**
 * Calls of etcd's JSON gateway: members tried in turn, the user's token got and got again. Every call raises
 * store_unreachable (nothing was done), store_refused {detail}, store_full and store_damaged.
 */
export type Gateway = {
  /** What only reads: a member that does not answer within this time (ms) is passed over. */
  ask(path: string, body: unknown, answerMs?: number): Promise<string>
  /** What changes something: raises store_unanswered too, once it may have arrived. */
  change(path: string, body: unknown): Promise<string>
  /** An answer that goes on, and the member that gives it. `ended` also where it never began. */
  follow(path: string, body: unknown, heard: Following): Cancel
  /** That member has been silent: the next call begins with another one. */
  passOver(endpoint: string): void
  /** The engine knows the token no more: the next call gets a new one. */
  forgetToken(): void
  /** Asks this one member alone whether it is there and has a leader. */
  isAlive(endpoint: string): Promise<boolean>
}

type Call = {
  readonly path: string
  readonly body: unknown
  readonly answerMs: number
  readonly changes: boolean
}

type Following = { line(text: string, endpoint: string): void; ended(): void }

/** How long one member has for an answer. An election takes one to two seconds. */
const ANSWER_MS = 10_000

/** Google's canonical codes (google.rpc.Code), as the gateway hands them on. */
const UNAUTHENTICATED = 16
const PASS_ON = [4, 14]
const FULL = 8

export function createGateway({ exchange, endpoints, user, isOwnOver = () => false }: GatewayParts): Gateway {
  const tokens = userTokens(exchange, user)
  let first = 0

  function inTurn(): string[] {
    return endpoints.map((_, index) => endpoints[(first + index) % endpoints.length] ?? '')
  }

  /** One member's word. A token that it does not know (any more) is got anew, once. */
  async function said(endpoint: string, { path, body, answerMs }: Call): Promise<Answer> {
    const headers = await tokens.headers(endpoint, answerMs)
    const answer = await exchange.post({ endpoint, path, body, headers }, answerMs)
    if (user === null || !isTokenStale(answer)) return answer
    tokens.forget()
    return exchange.post({ endpoint, path, body, headers: await tokens.headers(endpoint, answerMs) }, answerMs)
  }

  async function call(wanted: Call): Promise<string> {
    const troubles: ExchangeError[] = []
    for (const endpoint of inTurn()) {
      try {
        const answer = await said(endpoint, wanted)
        if (isDone(answer)) {
          first = endpoints.indexOf(endpoint)
          return answer.text
        }
        troubles.push(passedOn(answer))
      } catch (thrown) {
        if (!(thrown instanceof ExchangeError)) throw thrown
        // Another member would say the same.
        if (thrown.message === TOO_LARGE) raise('store_refused', { detail: 'too_large' })
        troubles.push(thrown)
        tokens.forget()
      }
      if (wanted.changes && troubles.at(-1)?.sent === true) {
        passOver(endpoint)
        raise('store_unanswered', { detail: troubles.at(-1)?.message ?? '' })
      }
    }
    return nobody(troubles, { endpoints, isOwnOver: isOwnOver() })
  }

  // Its tokens name a moment of etcd's log: after an older backup was put back each call waits for that to come again.
  function passOver(endpoint: string): void {
    tokens.forget()
    if (endpoints[first] === endpoint) first = (first + 1) % endpoints.length
  }

  return {
    ask: (path, body, answerMs = ANSWER_MS) => call({ path, body, answerMs, changes: false }),
    change: (path, body) => call({ path, body, answerMs: ANSWER_MS, changes: true }),
    follow(path, body, { line, ended }) {
      const endpoint = endpoints[first] ?? ''
      let over = false
      let cancel: Cancel = () => {
        over = true
      }
      void tokens.headers(endpoint, ANSWER_MS).then((asked) => {
        if (over) return
        // The member itself ends the stream when it has lost its leader, instead of going on in silence.
        const withLeader = { ...asked, 'Grpc-Metadata-hasleader': 'true' }
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
      // It leaves the leader out where it knows none.
      return answer?.status === 200 && /"leader":"[1-9]/.test(answer.text)
    },
  }
}

/** The user's token: asked for when it is needed, once for all that wait for it. */
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
      // What the call itself would change has not been sent yet.
      if (thrown instanceof ExchangeError) throw new ExchangeError(false, thrown.isCertificate, thrown.message)
      throw thrown
    })
  if (isDone(answer)) return understood(tokenSchema, answer.text).token
  const { message } = passedOn(answer)
  throw new ExchangeError(false, false, message)
}

/** All that etcd says is an object in JSON: a page is somebody else's. */
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

/** Of a request, by etcd's own words and those of the gateway's gRPC, which call it full. */
const LARGE = /request is too large|message larger than max/

/** Nothing has been done, whatever was asked: a member without a leader cannot even begin. */
const NOT_BEGUN = /no leader|too many requests|not capable|server stopped|not healthy|not supported for learner/

/** What another member may do better; everything else is raised. */
function passedOn({ status, text }: Answer): ExchangeError {
  const refusal = refusalSchema.safeParse(jsonIn(text)).data
  const { message, code } = refusal ?? { message: text, code: -1 }
  // Its gateway takes no certificate that names somebody, since it would not look at the name (embed/serve.go).
  if (/^CommonName of client/.test(message)) raise('store_refused', { why: 'certificate_name' })
  if (NOT_BEGUN.test(message)) return new ExchangeError(false, false, 'no_leader')
  if (LARGE.test(message)) raise('store_refused', { detail: 'too_large' })
  if (/corrupt cluster/.test(message)) raise('store_refused', { why: 'corrupt' })
  if (/database space exceeded/.test(message) || code === FULL) raise('store_full')
  if (PASS_ON.includes(code) || status >= 500) return new ExchangeError(true, false, `HTTP_${status}`)
  const [, detail] = REFUSALS.find(([words]) => words.test(message)) ?? []
  if (refusal === undefined && detail === undefined) return new ExchangeError(true, false, `HTTP_${status}`)
  return raise('store_refused', { detail: detail ?? `HTTP_${status}` })
}

/** No member has done it. A wrong certificate is worth a person's time only where it is what all of them have. */
function nobody(
  troubles: readonly ExchangeError[],
  { endpoints, isOwnOver }: { readonly endpoints: readonly string[]; readonly isOwnOver: boolean },
): never {
  const cause = troubles.at(-1)
  const detail = cause?.message ?? ''
  const allSay = (is: (trouble: ExchangeError) => boolean): boolean => troubles.length > 0 && troubles.every(is)
  const refused = (params: { readonly [name: string]: string }) =>
    new FaultError(fault('store_refused', params), { cause })
  if (allSay(({ message }) => message === OVER)) throw refused({ why: 'store_certificate_over' })
  // Why a member ends the line is often cut off by its end.
  const isEnded = ({ isCertificate, message }: ExchangeError) => isCertificate || message === 'ECONNRESET'
  if (isOwnOver && allSay(isEnded)) throw refused({ why: 'certificate_over' })
  if (allSay(({ isCertificate }) => isCertificate)) throw refused({ detail, ...whyOf('certificate', detail) })
  // Asked in plain, etcd with TLS ends the line without a word.
  const perhapsTls =
    endpoints.every((each) => each.startsWith('http:')) && allSay(({ message }) => message === 'ECONNRESET')
  const isPage = allSay(({ message }) => /^HTTP_[1-4]/.test(message))
  const why = perhapsTls ? { why: 'perhaps_tls' } : isPage ? { why: 'not_etcd' } : {}
  throw new FaultError(fault('store_unreachable', { detail, ...why }), { cause })
}

/** Node says so of a member's certificate and of its authority's alike. */
const OVER = 'CERT_HAS_EXPIRED'
