import { Hono } from 'hono'
import type { Notice } from '../../../shared/api/contract/contract.ts'
import { HEARTBEAT_MS } from '../../../shared/api/events.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { fault, faultOf, type Reply } from '../../../shared/fault.ts'
import {
  type AskedNarrowing,
  type NarrowingGiven,
  narrowingGiven,
  readNarrowing,
} from '../../../shared/tokens/narrowing.ts'
import type { Consumer } from '../../core/consumers/consumer-document.ts'
import type { Keeper } from '../../core/keeper.ts'
import type { Cancel, Clock, Random } from '../../core/ports.ts'
import { type ApiEnv, type ApiParts, apiRoutes, tokenAsked } from '../api-routes.ts'
import { createEventLog } from '../event-log.ts'
import { createEventStreams, type EventStreams } from '../event-streams.ts'
import { type Admitted, admit, bridgeOf, perform } from '../gate.ts'
import { faultResponse, refusalResponse } from '../refusal.ts'
import { consumerView } from './consumer-view.ts'

export type ConsumerDoorParts = {
  readonly keeper: Pick<Keeper, 'handlers' | 'subscribe' | 'consumers'>
  readonly clock: Clock
  readonly random: Random
  readonly openApi: () => Promise<string>
  /** Requests of one consumer at a time; tests make them fewer. */
  readonly mostOfOne?: number | undefined
}

/** The API as one consumer sees it: other consumers' connections do not exist. */
export type ConsumerApi = ReturnType<typeof createConsumerApi>

/** A program listens once, or once in each of its processes. */
const MOST_STREAMS = 64

export function createConsumerApi(parts: ConsumerDoorParts, consumer: Consumer) {
  const { keeper, clock, openApi } = parts
  const { consumers } = keeper
  const bridge = bridgeOf(keeper.handlers)
  const mayUse = (name: string): boolean => consumers.recordFor(consumer, name) !== null
  const events = createOwnEvents(parts, consumer, mayUse)

  const admitForConsumer: ApiParts['admit'] = (name, input) => {
    const call = admit('consumer', name, input)
    if ('fault' in call) return call
    const asked = connectionNameIn(call)
    if (asked !== null && !mayUse(asked)) return { fault: notFound(asked) }
    return NARROWED.includes(call.name) ? withNarrowing(call, consumer) : call
  }

  async function performForConsumer(call: Admitted): Promise<Reply<unknown>> {
    const reply = await perform(call, bridge)
    const asked = connectionNameIn(call)
    // Renamed or removed during the call: the answer may be about another connection.
    if (asked !== null && !mayUse(asked)) return { ok: false, fault: notFound(asked) }
    if (!reply.ok) return reply
    if (call.name === 'connections.token') {
      if (asked !== null) consumers.handedOut(consumer, asked)
      return reply
    }
    // All the others that a consumer may make answer with views.
    const { value } = reply as { value: ConnectionView | readonly ConnectionView[] }
    if (!('length' in value)) return { ok: true, value: consumerView(value) }
    return { ok: true, value: value.filter(({ name }) => mayUse(name)).map(consumerView) }
  }

  const app = new Hono<ApiEnv>()
  const listen: ApiParts['listen'] = (_, lastEventId) => events.open(lastEventId)
  const api = { admit: admitForConsumer, perform: performForConsumer, listen, openApi, now: () => clock.now() }
  app.route('/', apiRoutes(api))
  app.notFound(() => refusalResponse('path'))
  app.onError((trouble) => faultResponse(faultOf(trouble)))
  return {
    app,
    /** A token's address with no query, past the router; null for every other target. */
    token: tokenAsked(api),
    close: events.close,
  }
}

/** The calls that are about a token: with a key, about one that it was given. */
const NARROWED: readonly string[] = ['connections.token', 'connections.rejected']

function withNarrowing({ name, input }: Admitted, given: NarrowingGiven): ReturnType<ApiParts['admit']> {
  const { resource, scope, ...rest } = input as AskedNarrowing
  try {
    return { name, input: { ...rest, ...narrowingGiven(given, readNarrowing({ resource, scope })) } }
  } catch (thrown) {
    return { fault: faultOf(thrown) }
  }
}

function connectionNameIn({ input }: Admitted): string | null {
  const { name } = input as { readonly name?: unknown }
  return typeof name === 'string' ? name : null
}

/** The same fault as for a connection that does not exist. */
function notFound(name: string) {
  return fault('no_such_connection', { name })
}

/** The log is created with the first listener: most consumers never listen. */
function createOwnEvents(
  { keeper, clock, random }: ConsumerDoorParts,
  consumer: Consumer,
  mayUse: (name: string) => boolean,
) {
  let open: { readonly streams: EventStreams; readonly stop: Cancel } | null = null

  function begin() {
    const log = createEventLog({ random, told: () => streams.wake() })
    const bounds = { most: MOST_STREAMS, mostOfOne: MOST_STREAMS, heartbeatMs: HEARTBEAT_MS }
    const streams = createEventStreams({ clock, log, ...bounds })
    const stop = keeper.subscribe((notice) => {
      if (concerns(notice, consumer, mayUse)) log.notice(noticeForConsumer(notice))
    })
    return { streams, stop }
  }

  return {
    open(lastEventId: string | null): ReadableStream<Uint8Array> | null {
      open ??= begin()
      return open.streams.open('consumer', lastEventId)
    },
    close(): void {
      open?.stop()
      open?.streams.stop()
    },
  }
}

function noticeForConsumer(notice: Notice): Notice {
  return notice.notice === 'connection.changed' ? { ...notice, view: consumerView(notice.view) } : notice
}

/** Whether a notice is about one of the consumer's connections. */
function concerns(notice: Notice, { connections }: Consumer, mayUse: (name: string) => boolean): boolean {
  switch (notice.notice) {
    case 'connection.changed':
      return connections.includes(notice.view.id)
    case 'connection.removed':
      return connections.includes(notice.id)
    case 'token.replaced':
      return mayUse(notice.name)
    case 'keeper.leaving':
      return true
    default:
      return false
  }
}
