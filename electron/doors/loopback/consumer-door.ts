import type { Hono } from 'hono'
import { fault, faultOf } from '../../../shared/fault.ts'
import type { TextAnswer } from '../../../shared/http.ts'
import type { Consumer } from '../../core/consumers/consumer-document.ts'
import type { ConsumerService } from '../../core/consumers/consumer-service.ts'
import type { GatewayDoor, PortNames } from '../../core/consumers/forwarded-call.ts'
import { type ApiEnv, isTokenTarget, otherMethod } from '../api-routes.ts'
import { createGatewayDoor } from '../gateway/gateway.ts'
import { faultAnswer, faultResponse, type Refusal, refusalResponse, responseOf } from '../refusal.ts'
import { consumerOf, type Header, type Presented, presentedKey, refusalOfCaller, unknownKey } from './caller.ts'
import { createCallsInFlight } from './calls-in-flight.ts'
import { type ConsumerApi, type ConsumerDoorParts, createConsumerApi } from './consumer-api.ts'

/** The door for programs with a key (docs/consumers.md): the API of the socket, and the gateway. */
export type ConsumerDoor = {
  /** Answers one request that came in on the port of these names. Never throws. */
  answer(request: Request, names: PortNames): Promise<Response>
  /** The fast path for GET on the token route; null where `answer` has to be used. Never rejects. */
  quick(target: string, header: Header, names: PortNames): Promise<TextAnswer> | null
  /** The answer to what is no complete HTTP request. */
  unreadable(why: Refusal): Response
  readonly gateway: GatewayDoor
  /** Resolves once every answer that has an end is out. */
  quiet(): Promise<void>
  /** Ends every stream and every call through the gateway. */
  close(): void
}

/**
 * Each request is checked in this order: Host, Origin, key, route, the right to that connection; the first failure is
 * answered with a fault. No CORS headers are ever sent.
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

  async function answerRequest(request: Request, names: PortNames): Promise<Response> {
    const header = (name: string) => request.headers.get(name)
    const why = refusalOfCaller(header, names)
    if (why !== null) return refusalResponse(why)
    const { host, pathname } = new URL(request.url)
    if (host !== new URL(`${names.scheme}://${header('host')}`).host) return refusalResponse('caller_host')
    await consumers.ready()
    const { presented, consumer } = authenticate(consumers, header)
    if (consumer === null) return responseOf(refuseKey(presented))
    if (consumer.gatewayOnly) return responseOf(refuseGatewayOnly(consumers, consumer))
    const allow = request.method === 'HEAD' ? 'GET' : otherMethod(pathname, request.method)
    if (allow !== null) return refusalResponse('method', { allow })
    const entered = inFlight.enter(consumer.id, () => undefined)
    if (entered === null) return faultResponse(fault('consumer_too_busy', { most: inFlight.most }))
    const answer = await fetchFrom(apiOf(consumer).app, request).finally(entered.done)
    // The call may have waited for a renewal, and the key may have been revoked meanwhile.
    return consumers.isKnown(consumer) ? answer : responseOf(refuseKey(presented))
  }

  async function answerTokenRequest(target: string, header: Header): Promise<TextAnswer> {
    await consumers.ready()
    const { presented, consumer } = authenticate(consumers, header)
    if (consumer === null) return refuseKey(presented)
    if (consumer.gatewayOnly) return refuseGatewayOnly(consumers, consumer)
    const entered = inFlight.enter(consumer.id, () => undefined)
    if (entered === null) return faultAnswer(fault('consumer_too_busy', { most: inFlight.most }))
    const answer = await apiOf(consumer).token(target)?.finally(entered.done)
    return answer !== undefined && consumers.isKnown(consumer) ? answer : refuseKey(presented)
  }

  return {
    quick(target, header, names) {
      if (!isTokenTarget(target) || refusalOfCaller(header, names) !== null) return null
      return answerTokenRequest(target, header).catch((thrown) => faultAnswer(faultOf(thrown)))
    },
    answer: (request, names) => answerRequest(request, names).catch((thrown) => faultResponse(faultOf(thrown))),
    // It may have been meant for the gateway, where this header tells our refusals from a server's answer.
    unreadable: (why) => refusalResponse(why, { 'everbearer-fault': 'request_refused' }),
    gateway: createGatewayDoor({ consumers, inFlight }),
    quiet: inFlight.quiet,
    close() {
      for (const stop of stopWatching) stop()
      for (const api of apis.values()) api.close()
      inFlight.cutAll()
    },
  }
}

/** At the API, for a gateway-only key: such a key may lie in a log and must neither fetch nor renew a token. */
function refuseGatewayOnly(consumers: ConsumerService, consumer: Consumer): TextAnswer {
  consumers.refused(consumer)
  return faultAnswer(fault('consumer_gateway_only'))
}

async function fetchFrom(app: Hono<ApiEnv>, request: Request): Promise<Response> {
  return await app.fetch(request)
}

/** The API takes no key in the query. */
function authenticate(consumers: ConsumerService, header: Header) {
  const presented = presentedKey(header, '')
  return { presented, consumer: consumerOf(consumers, presented?.key) }
}

function refuseKey(presented: Presented | null): TextAnswer {
  return faultAnswer(unknownKey(presented), { 'www-authenticate': 'Bearer realm="everbearer"' })
}
