import type { Hono } from 'hono'
import { fault, faultOf } from '../../../shared/fault.ts'
import type { TextAnswer } from '../../../shared/http.ts'
import type { Consumer } from '../../core/consumers/consumer-document.ts'
import type { ConsumerService } from '../../core/consumers/consumer-service.ts'
import type { GatewayDoor, PortNames } from '../../core/consumers/forwarded-call.ts'
import { type ApiEnv, isTokenTarget, otherMethod } from '../api-routes.ts'
import { createGatewayDoor } from '../gateway/gateway.ts'
import { type Refusal, refusal, refusalText, refusedFor, responseOf } from '../refusal.ts'
import { consumerOf, type Header, type Presented, presentedKey, refusalOfCaller, unknownKey } from './caller.ts'
import { createCallsInFlight } from './calls-in-flight.ts'
import { type ConsumerApi, type ConsumerDoorParts, createConsumerApi } from './consumer-api.ts'

/** The door for programs with a key (docs/consumers.md): the API of the socket, and the gateway. */
export type ConsumerDoor = {
  /** Answers one request that came in on the port of these names. Never throws. */
  answer(request: Request, names: PortNames): Promise<Response>
  /** The same for a GET without a body of what is asked most; null where `answer` is to be asked. Never rejects. */
  quick(target: string, header: Header, names: PortNames): Promise<TextAnswer> | null
  /** The answer to what is no whole HTTP request. */
  unreadable(why: Refusal): Response
  readonly gateway: GatewayDoor
  /** Resolves once every answer that has an end is out. */
  quiet(): Promise<void>
  /** Ends every stream and every call through the gateway. */
  close(): void
}

/**
 * Each request passes in this order: Host, Origin, key, address, the right to that connection; at the first that does not fit
 * it is refused with a fault as a value. There is no CORS: no web page is ever told that it may.
 */
export function createConsumerDoor(parts: ConsumerDoorParts): ConsumerDoor {
  const { consumers } = parts.keeper
  const inFlight = createCallsInFlight(parts.mostOfOne)
  const apis = new Map<string, ConsumerApi>()

  function apiOf(consumer: Consumer): ConsumerApi {
    const api = apis.get(consumer.id) ?? createConsumerApi(parts, consumer)
    apis.set(consumer.id, api)
    return api
  }

  const stopWatching = [
    consumers.watch(({ id }) => {
      apis.get(id)?.close()
      apis.delete(id)
      inFlight.cut(id)
    }),
    parts.keeper.subscribe((notice) => {
      if (notice.notice === 'connection.removed') inFlight.cutOver(notice.id)
    }),
  ]

  async function answered(request: Request, names: PortNames): Promise<Response> {
    const header = (name: string) => request.headers.get(name)
    const why = refusalOfCaller(header, names)
    if (why !== null) return refusedFor(why)
    const { host, pathname } = new URL(request.url)
    if (host !== new URL(`${names.scheme}://${header('host')}`).host) return refusedFor('caller_host')
    await consumers.ready()
    const { presented, consumer } = callerIn(consumers, header)
    if (consumer === null) return responseOf(noKey(presented))
    if (consumer.gatewayOnly) return responseOf(notHere(consumers, consumer))
    const allow = request.method === 'HEAD' ? 'GET' : otherMethod(pathname, request.method)
    if (allow !== null) return refusedFor('method', { allow })
    const entered = inFlight.enter(consumer.id, () => undefined)
    if (entered === null) return refusal(fault('consumer_too_busy', { most: inFlight.most }))
    const answer = await routed(apiOf(consumer).app, request).finally(entered.done)
    // It may have waited for a renewal, and its key may have been taken away meanwhile.
    return consumers.isKnown(consumer) ? answer : responseOf(noKey(presented))
  }

  async function answeredSoon(target: string, header: Header): Promise<TextAnswer> {
    await consumers.ready()
    const { presented, consumer } = callerIn(consumers, header)
    if (consumer === null) return noKey(presented)
    if (consumer.gatewayOnly) return notHere(consumers, consumer)
    const entered = inFlight.enter(consumer.id, () => undefined)
    if (entered === null) return refusalText(fault('consumer_too_busy', { most: inFlight.most }))
    const answer = await apiOf(consumer).token(target)?.finally(entered.done)
    return answer !== undefined && consumers.isKnown(consumer) ? answer : noKey(presented)
  }

  return {
    quick(target, header, names) {
      if (!isTokenTarget(target) || refusalOfCaller(header, names) !== null) return null
      return answeredSoon(target, header).catch((thrown) => refusalText(faultOf(thrown)))
    },
    answer: (request, names) => answered(request, names).catch((thrown) => refusal(faultOf(thrown))),
    // Nobody could read where it was to go: through the gateway this is told from a server's answer.
    unreadable: (why) => refusedFor(why, { 'everbearer-fault': 'request_refused' }),
    gateway: createGatewayDoor({ consumers, inFlight }),
    quiet: inFlight.quiet,
    close() {
      for (const stop of stopWatching) stop()
      for (const api of apis.values()) api.close()
      inFlight.cutAll()
    },
  }
}

/** At every address but the gateway's: a key that lies in a log must neither fetch a token nor renew one. */
function notHere(consumers: ConsumerService, consumer: Consumer): TextAnswer {
  consumers.refused(consumer)
  return refusalText(fault('consumer_gateway_only'))
}

async function routed(app: Hono<ApiEnv>, request: Request): Promise<Response> {
  return await app.fetch(request)
}

/** None of the API's addresses takes a key in its query. */
function callerIn(consumers: ConsumerService, header: Header) {
  const presented = presentedKey(header, '')
  return { presented, consumer: consumerOf(consumers, presented?.key) }
}

function noKey(presented: Presented | null): TextAnswer {
  return refusalText(unknownKey(presented), { 'www-authenticate': 'Bearer realm="everbearer"' })
}
