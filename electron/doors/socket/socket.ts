import { Hono } from 'hono'
import { API } from '../../../shared/api/addresses.ts'
import type { Bridge, Notice } from '../../../shared/api/contract/contract.ts'
import type { Door } from '../../../shared/api/contract/doors.ts'
import { type CallName, onlyLooks } from '../../../shared/api/contract/names.ts'
import { EVENTS } from '../../../shared/api/events.ts'
import { type KeeperIdentity, PROTOCOL } from '../../../shared/api/hello.ts'
import { type Fault, fault, faultOf, type Reply } from '../../../shared/fault.ts'
import type { TextAnswer } from '../../../shared/http.ts'
import type { Keeper } from '../../core/keeper.ts'
import type { Cancel, Clock, Random } from '../../core/ports.ts'
import { type ApiEnv, type ApiParts, apiRoutes, oftenAsked, otherMethod, refuseQuery } from '../api-routes.ts'
import { createEventLog } from '../event-log.ts'
import { createEventStreams } from '../event-streams.ts'
import { type Admitted, admit, bridgeOf, perform } from '../gate.ts'
import { faultResponse, jsonAnswer, refusalResponse } from '../refusal.ts'

const DOOR: Door = 'socket'

/** One for each running command. */
const MOST_STREAMS = 1_000

export type SocketDoorParts = {
  /** A promise, so that the keeper says hello while its vault is still being opened. */
  readonly keeper: Promise<Pick<Keeper, 'handlers' | 'subscribe'>>
  readonly clock: Clock
  readonly random: Random
  readonly self: KeeperIdentity
  readonly openApi: () => Promise<string>
}

/** The keeper's door for programs of the same user, here and on the local socket (docs/decisions.md 4 and 25). */
export type SocketDoor = {
  /** Answers one request of somebody who may open the socket. Never throws. */
  answer(request: Request): Promise<Response>
  /** The fast path for a frequent GET, also while the keeper leaves; null where `answer` has to be used. */
  quick(target: string): Promise<TextAnswer> | null
  /** A call from this process: counted, checked and refused like one over the socket. */
  ask(name: unknown, input: unknown): Promise<Reply<unknown>>
  subscribe(listener: (notice: Notice) => void): Cancel
  /** From now on calls that change something are answered `keeper_leaving`; sends the notice `keeper.leaving`. */
  leave(): void
  /** Resolves when no call is in the works, or none of those that count. */
  quiet(counts?: (call: Admitted) => boolean): Promise<void>
  /** Ends every stream of events. */
  close(): void
}

/** Two that ask for the same may have the same `call`. */
type CallInFlight = { readonly call: Admitted; readonly work: Promise<Reply<unknown>> }

export function createSocketDoor({ keeper, clock, random, self, openApi }: SocketDoorParts): SocketDoor {
  const hello = { protocol: PROTOCOL, ...self }
  const greeting = `event: ${EVENTS.hello}\ndata: ${JSON.stringify(hello)}\n\n`
  const log = createEventLog({ random, told: () => streams.wake() })
  const streams = createEventStreams({ clock, log, most: MOST_STREAMS, mostOfOne: MOST_STREAMS, greeting })
  const listeners = new Set<(notice: Notice) => void>()
  const callsInFlight = new Set<CallInFlight>()
  let isLeaving = false
  let unsubscribe: Cancel = () => {}
  let here: Bridge | null = null

  const bridge = keeper.then((ready) => {
    unsubscribe = ready.subscribe(publish)
    here = bridgeOf(ready.handlers)
    return here
  })
  // The host handles the failure itself; callers get `keeper_leaving` and look for another keeper.
  bridge.catch(() => {
    isLeaving = true
  })

  function publish(notice: Notice): void {
    for (const listener of listeners) listener(notice)
    log.notice(notice)
  }

  function admitUnlessLeaving(name: unknown, input: unknown): ReturnType<typeof admit> {
    const call = admit(DOOR, name, input)
    return !('fault' in call) && isLeaving && !onlyLooks(call.name) ? { fault: fault('keeper_leaving') } : call
  }

  function performTracked(call: Admitted): Promise<Reply<unknown>> {
    const one: CallInFlight = { call, work: performCall(call, () => callsInFlight.delete(one)) }
    callsInFlight.add(one)
    return one.work
  }

  async function performCall(call: Admitted, done: () => void): Promise<Reply<unknown>> {
    try {
      const reply = await perform(call, here ?? (await bridge))
      return isLeaving && !reply.ok ? refused(faultWhileLeaving(call.name, reply.fault)) : reply
    } catch (thrown) {
      return refused(isLeaving ? fault('keeper_leaving') : faultOf(thrown))
    } finally {
      done()
    }
  }

  const listen: ApiParts['listen'] = (_, lastId) => streams.open(DOOR, lastId)
  const api: ApiParts = { admit: admitUnlessLeaving, perform: performTracked, listen, openApi, now: clock.now }
  const app = socketRoutes(hello, api)

  return {
    async ask(name, input) {
      const call = admitUnlessLeaving(name, input)
      return 'fault' in call ? refused(call.fault) : await performTracked(call)
    },
    answer: async (request) => (request.method === 'HEAD' ? refuseRoute(request) : await app.fetch(request)),
    quick: oftenAsked(api),
    subscribe(listener) {
      const own = (notice: Notice) => listener(notice)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    leave() {
      if (isLeaving) return
      isLeaving = true
      publish({ notice: 'keeper.leaving' })
    },
    quiet: (counts = () => true) => waitForCalls(callsInFlight, counts),
    close() {
      unsubscribe()
      streams.stop()
    },
  }
}

async function waitForCalls(
  callsInFlight: ReadonlySet<CallInFlight>,
  counts: (call: Admitted) => boolean,
): Promise<void> {
  const matchingWork = () => [...callsInFlight].filter(({ call }) => counts(call)).map(({ work }) => work)
  for (let left = matchingWork(); left.length > 0; left = matchingWork()) await Promise.all(left)
}

function socketRoutes(hello: object, parts: ApiParts): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.get(API.keeper, ({ req }) => refuseQuery(req) ?? jsonAnswer(hello))
  app.route('/', apiRoutes(parts))
  app.notFound(({ req }) => refuseRoute(req.raw))
  app.onError((trouble) => faultResponse(faultOf(trouble)))
  return app
}

function refuseRoute({ url, method }: Request): Response {
  const allow = otherMethod(new URL(url).pathname, method)
  return allow === null ? refusalResponse('path') : refusalResponse('method', { allow })
}

/**
 * The fault of a call that failed while the keeper leaves. Reads get `keeper_leaving`, so that the client asks the next
 * keeper. An unlock gets `keeper_lost`, since repeating it would open a second dialog over the first.
 */
function faultWhileLeaving(name: CallName, trouble: Fault): Fault {
  if (onlyLooks(name)) return fault('keeper_leaving')
  return name === 'vault.unlock' ? fault('keeper_lost') : trouble
}

function refused(trouble: Fault): Reply<never> {
  return { ok: false, fault: trouble }
}
