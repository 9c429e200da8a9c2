import { type Fault, fault, faultOf, raise } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import type { TextAnswer } from '../../../shared/http.ts'
import { assertBearer } from '../../../shared/tokens/token-type.ts'
import type { Consumer } from '../../core/consumers/consumer-document.ts'
import { KEY_PATTERN, KEY_PREFIX } from '../../core/consumers/consumer-keys.ts'
import type { ConsumerService } from '../../core/consumers/consumer-service.ts'
import type { Attempt, CallIn, ForwardedCall, GatewayDoor, PortNames } from '../../core/consumers/forwarded-call.ts'
import {
  consumerOf,
  type Header,
  type Presented,
  presentedKey,
  refusalOfCaller,
  unknownKey,
} from '../loopback/caller.ts'
import type { CallsInFlight, Entered } from '../loopback/calls-in-flight.ts'
import { faultAnswer } from '../refusal.ts'
import { destinationHeader } from './destination.ts'
import { GATEWAY, type GatewayBase, type GatewayTargetParts, gatewayBase, partsOf, pathBelow } from './gateway-path.ts'
import { headerIn, headersBack, headersToServer, queryWithToken, VIA, valuesIn } from './passed-headers.ts'

type Parts = { readonly consumers: ConsumerService; readonly inFlight: CallsInFlight }

/** Methods that echo the request, token included, or open a tunnel. */
const NEVER = ['TRACE', 'TRACK', 'CONNECT']

/**
 * The gateway's judgement (docs/consumers.md): who may send what where, and with which headers. It moves no byte itself:
 * an adapter does, with what stands here.
 */
export function createGatewayDoor({ consumers, inFlight }: Parts): GatewayDoor {
  /** Raises nothing: whoever carries the bytes has no answer for what is thrown here, and would end with it. */
  function admit(call: CallIn, names: PortNames): ForwardedCall | Fault | Promise<ForwardedCall | Fault> {
    const header = (name: string) => headerIn(call.rawHeaders, name)
    try {
      const why = refusalOfCaller(header, names)
      if (why !== null) return fault('request_refused', { why })
      const trouble = unpassable(call)
      if (trouble !== null) return trouble
      const reading = consumers.ready()
      const known = () => admitWithKey(call, names, header)
      return reading === undefined ? known() : reading.then(known).catch(faultOf)
    } catch (thrown) {
      return faultOf(thrown)
    }
  }

  function admitWithKey(call: CallIn, names: PortNames, header: Header): ForwardedCall | Fault {
    const presented = presentedKey(header, call.target)
    const consumer = consumerOf(consumers, presented?.key)
    if (consumer === null || presented === null) return unknownKey(presented)
    const parts = partsOf(call.target)
    if (parts === null) return fault('gateway_path_refused')
    const record = consumers.recordFor(consumer, parts.name)
    if (record === null) return fault('no_such_connection', { name: parts.name })
    const entered = inFlight.enter(consumer.id, call.cut, record.id)
    if (entered === null) return fault('consumer_too_busy', { most: inFlight.most })
    const mount = `${names.scheme}://${header('host') ?? ''}${GATEWAY}${parts.name}`
    return forwardedCallOf({ consumers, consumer, parts, presented, call, mount, entered })
  }

  return {
    takes: (target) => target.startsWith(GATEWAY),
    admit,
    refuse: refused,
  }
}

/** Headers that must not be repeated: servers disagree on which one counts. */
const SINGLE_HEADERS = ['host', 'authorization', 'content-length']

/** What no header or path can make good; looked at before the key, since nothing of it depends on whose that is. */
function unpassable({ method, rawHeaders, isUpgrade }: CallIn): Fault | null {
  if (NEVER.includes(method)) return fault('gateway_protocol_refused')
  for (const once of SINGLE_HEADERS) {
    if (valuesIn(rawHeaders, once).length > 1) return fault('request_refused', { why: 'malformed' })
  }
  const coding = valuesIn(rawHeaders, 'transfer-encoding')
  const isChunked = coding.join().trim().toLowerCase() === 'chunked' && headerIn(rawHeaders, 'content-length') === null
  if (coding.length > 0 && !isChunked) return fault('gateway_protocol_refused')
  if (isUpgrade && upgradeOf(method, rawHeaders) === null) return fault('gateway_protocol_refused')
  return valuesIn(rawHeaders, 'via').some((value) => value.includes(VIA)) ? fault('gateway_loop') : null
}

/**
 * What the line is to become, by its own name: a WebSocket (RFC 6455 section 4.1), or what kubectl before 1.31 speaks in its place. Without
 * a body: what came of one would be the first bytes of the other protocol. Null for anything else.
 */
function upgradeOf(method: string, rawHeaders: readonly string[]): string | null {
  const hasBody =
    (headerIn(rawHeaders, 'content-length') ?? '0') !== '0' || headerIn(rawHeaders, 'transfer-encoding') !== null
  if (hasBody) return null
  const name = headerIn(rawHeaders, 'upgrade')?.trim().toLowerCase()
  if (name === 'websocket' && method === 'GET' && headerIn(rawHeaders, 'content-length') === null) return 'websocket'
  return name === 'spdy/3.1' && (method === 'GET' || method === 'POST') ? 'SPDY/3.1' : null
}

/** Looked up again after every wait: the key may be revoked or the connection removed by now. */
function recordOf(consumers: ConsumerService, consumer: Consumer, name: string) {
  if (!consumers.isKnown(consumer)) raise('consumer_key_unknown')
  return consumers.recordFor(consumer, name) ?? raise('no_such_connection', { name })
}

type Target = Awaited<ReturnType<ConsumerService['target']>>

type Passing = {
  readonly consumers: ConsumerService
  readonly consumer: Consumer
  readonly parts: GatewayTargetParts
  readonly presented: Presented
  readonly call: CallIn
  readonly mount: string
  readonly entered: Entered
}

function forwardedCallOf(passing: Passing): ForwardedCall {
  const { consumers, consumer, parts, presented, call, mount, entered } = passing
  const record = () => recordOf(consumers, consumer, parts.name)
  const upgrade = call.isUpgrade ? upgradeOf(call.method, call.rawHeaders) : null
  const isBrowser = headerIn(call.rawHeaders, 'sec-fetch-mode') !== null
  let parameter: string | undefined
  let isFirst = true

  function attemptAt({ answer, place }: Target): Attempt {
    const { id } = record()
    assertBearer({ name: parts.name, tokenType: answer.tokenType })
    parameter = answer.parameter
    if (isFirst) consumers.handedOut(consumer, parts.name)
    isFirst = false
    const base = baseOf(place)
    const below = pathBelow(base, withoutKey(parts.rest, presented))
    if ('fault' in below) raise(below.fault.code)
    const { origin, host } = base
    const rawHeaders = headersToServer(call.rawHeaders, { host, presented, answer, upgrade, place })
    const second = { method: call.method, values: valuesIn(call.rawHeaders, 'destination'), mount }
    rawHeaders.push(...destinationHeader(second, base))
    const sent = queryWithToken(below.path, answer)
    if (isSpread(below.path, presented, call.rawHeaders)) raise('consumer_key_spread')
    const { generation, maxRetries } = answer
    return { holder: `${consumer.id} ${id}`, place, origin, path: sent, rawHeaders, generation, maxRetries }
  }

  return {
    attempt() {
      const target = consumers.target(record(), consumer)
      return target instanceof Promise ? target.then(attemptAt) : attemptAt(target)
    },
    rejected: ({ generation }) => consumers.rejected(record(), generation, consumer),
    headersBack({ place, origin, path }, rawHeaders) {
      const asked = `${origin}${path}`
      const back = headersBack(rawHeaders, { mount, baseUrl: place.baseUrl, asked, parameter })
      return isBrowser ? [...back, ...SANDBOXED] : back
    },
    done: entered.done,
    endless: entered.endless,
  }
}

/**
 * For browsers. All connections share the gateway's origin, and the browser has the key: without this a page of one server
 * could call the others with it.
 */
const SANDBOXED = ['Content-Security-Policy', 'sandbox']

/** The query without the key's parameter; the system's own parameter is added later. */
function withoutKey(rest: string, { by, key }: Presented): string {
  if (by !== 'query') return rest
  const at = rest.indexOf('?')
  const others = rest
    .slice(at + 1)
    .split('&')
    .filter((each) => !each.endsWith(`=${key}`))
  return others.length === 0 ? rest.slice(0, at) : `${rest.slice(0, at)}?${others.join('&')}`
}

/** Whether the key would reach the server in the URL or another header. */
function isSpread(path: string, presented: Presented, rawHeaders: readonly string[]): boolean {
  const { key } = presented
  const beside = presented.by === 'basic' ? presented.user : presented.by === 'basic user' ? presented.password : ''
  // A key that opened something has the shape of all keys, and begins as they do.
  const isOne = (text: string) => text.includes(KEY_PREFIX) && (text.includes(key) || KEY_PATTERN.test(text))
  if (isOne(path) || isOne(beside)) return true
  return rawHeaders.some((text, at) => isOne(text) && (at % 2 === 0 || !isAuthorization(rawHeaders[at - 1])))
}

function isAuthorization(name: string | undefined): boolean {
  return name?.toLowerCase() === 'authorization'
}

/** Cached until the connection changes. */
const bases = new WeakMap<object, GatewayBase>()

function baseOf(place: Target['place']): GatewayBase {
  const known = bases.get(place)
  if (known !== undefined) return known
  const base = gatewayBase(place.baseUrl, place.protectedAddresses)
  bases.set(place, base)
  return base
}

/** Of the way to the server: a gateway's own statuses (RFC 9110 section 15.6), so that nobody takes them for the server's. */
function statusOf({ code }: Fault): number | null {
  if (code === 'timed_out') return 504
  const isOnTheWay = ON_THE_WAY.includes(code)
  if (isOnTheWay) return 502
  return FAULT_KIND[code] === 'vault' ? 503 : null
}

const ON_THE_WAY: readonly string[] = [
  'offline',
  'connection_refused',
  'reply_lost',
  'reply_too_large',
  'proxy_refused',
  'proxy_sign_in',
  'unknown_host',
  'certificate',
  'client_certificate_needed',
]

/** `everbearer-fault` marks an answer that is not the server's. */
function refused(trouble: Fault): TextAnswer {
  const challenge =
    trouble.code === 'consumer_key_unknown'
      ? { 'www-authenticate': 'Bearer realm="everbearer", Basic realm="everbearer"' }
      : {}
  const { status, headers, text } = faultAnswer(trouble, { 'everbearer-fault': trouble.code, ...challenge })
  return { status: statusOf(trouble) ?? status, headers, text }
}
