import { Hono } from 'hono'
import { API } from '../../../shared/api/addresses.ts'
import type { Bridge, Notice } from '../../../shared/api/contract/contract.ts'
import type { Door } from '../../../shared/api/contract/doors.ts'
import { type CallName, onlyLooks } from '../../../shared/api/contract/names.ts'
import { EVENTS } from '../../../shared/api/events.ts'
import { type Introduction, PROTOCOL } from '../../../shared/api/hello.ts'
import { type Fault, fault, faultOf, type Reply } from '../../../shared/fault.ts'
import type { TextAnswer } from '../../../shared/http.ts'
import type { Keeper } from '../../core/keeper.ts'
import type { Cancel, Clock, Random } from '../../core/ports.ts'
import { type ApiEnv, type ApiParts, apiRoutes, oftenAsked, otherMethod, unread } from '../api-routes.ts'
import { createEventLog } from '../event-log.ts'
import { createEventStreams } from '../event-streams.ts'
import { type Admitted, admit, bridgeOf, make } from '../gate.ts'
import { jsonAnswer, refusal, refusedFor } from '../refusal.ts'

const DOOR: Door = 'socket'

/** As many as there may be connections: each command that runs listens. */
const MOST_STREAMS = 1_000

export type SocketDoorParts = {
  /** Who answers. A promise, so that a keeper says hello while its vault is still being opened. */
  readonly keeper: Promise<Pick<Keeper, 'handlers' | 'subscribe'>>
  readonly clock: Clock
  readonly random: Random
  readonly self: Introduction
  readonly openApi: () => Promise<string>
}

/** The keeper's door for programs of the same user, here and on the local socket (docs/decisions.md 4 and 25). */
export type SocketDoor = {
  /** Answers one request of somebody who may open the socket. Never throws. */
  answer(request: Request): Promise<Response>
  /** The same for a plain GET of what is asked often, also of a keeper that leaves; null where `answer` is to be asked. */
  quick(target: string): Promise<TextAnswer> | null
  /** The same call made in this process: counted, judged and refused as if it came over the socket. */
  ask(name: unknown, input: unknown): Promise<Reply<unknown>>
  subscribe(listener: (notice: Notice) => void): Cancel
  /** From now on whatever changes something is answered `keeper_leaving`, and everybody is told. */
  leave(): void
  /** Resolves when no call is in the works, or none of those that count. */
  quiet(counts?: (call: Admitted) => boolean): Promise<void>
  /** Ends every stream of events. */
  close(): void
}

/** Two that ask for the same may have the same `call`. */
type Working = { readonly call: Admitted; readonly work: Promise<Reply<unknown>> }

export function createSocketDoor({ keeper, clock, random, self, openApi }: SocketDoorParts): SocketDoor {
  const hello = { protocol: PROTOCOL, ...self }
  const greeting = `event: ${EVENTS.hello}\ndata: ${JSON.stringify(hello)}\n\n`
  const log = createEventLog({ random, told: () => streams.wake() })
  const streams = createEventStreams({ clock, log, most: MOST_STREAMS, mostOfOne: MOST_STREAMS, greeting })
  const listeners = new Set<(notice: Notice) => void>()
  const working = new Set<Working>()
  let leaving = false
  let unsubscribe: Cancel = () => {}
  let here: Bridge | null = null

  const bridge = keeper.then((ready) => {
    unsubscribe = ready.subscribe(tell)
    here = bridgeOf(ready.handlers)
    return here
  })
  // Whoever made the keeper hears of it; those who ask meanwhile are told to look for another one.
  bridge.catch(() => {
    leaving = true
  })

  function tell(notice: Notice): void {
    for (const listener of listeners) listener(notice)
    log.notice(notice)
  }

  function admitted(name: unknown, input: unknown): ReturnType<typeof admit> {
    const call = admit(DOOR, name, input)
    return !('fault' in call) && leaving && !onlyLooks(call.name) ? { fault: fault('keeper_leaving') } : call
  }

  function tracked(call: Admitted): Promise<Reply<unknown>> {
    const one: Working = { call, work: answered(call, () => working.delete(one)) }
    working.add(one)
    return one.work
  }

  async function answered(call: Admitted, done: () => void): Promise<Reply<unknown>> {
    try {
      const reply = await make(call, here ?? (await bridge))
      return leaving && !reply.ok ? refused(badNews(call.name, reply.fault)) : reply
    } catch (thrown) {
      return refused(leaving ? fault('keeper_leaving') : faultOf(thrown))
    } finally {
      done()
    }
  }

  const listen: ApiParts['listen'] = (_, lastId) => streams.open(DOOR, lastId)
  const api: ApiParts = { admit: admitted, make: tracked, listen, openApi, now: clock.now }
  const app = socketRoutes(hello, api)

  return {
    async ask(name, input) {
      const call = admitted(name, input)
      return 'fault' in call ? refused(call.fault) : await tracked(call)
    },
    answer: async (request) => (request.method === 'HEAD' ? notThere(request) : await app.fetch(request)),
    quick: oftenAsked(api),
    subscribe(listener) {
      const own = (notice: Notice) => listener(notice)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    leave() {
      if (leaving) return
      leaving = true
      tell({ notice: 'keeper.leaving' })
    },
    quiet: (counts = () => true) => noneLeft(working, counts),
    close() {
      unsubscribe()
      streams.stop()
    },
  }
}

async function noneLeft(working: ReadonlySet<Working>, counts: (call: Admitted) => boolean): Promise<void> {
  const counted = () => [...working].filter(({ call }) => counts(call)).map(({ work }) => work)
  for (let left = counted(); left.length > 0; left = counted()) await Promise.all(left)
}

function socketRoutes(hello: object, parts: ApiParts): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.get(API.keeper, ({ req }) => unread(req) ?? jsonAnswer(hello))
  app.route('/', apiRoutes(parts))
  app.notFound(({ req }) => notThere(req.raw))
  app.onError((trouble) => refusal(faultOf(trouble)))
  return app
}

function notThere({ url, method }: Request): Response {
  const allow = otherMethod(new URL(url).pathname, method)
  return allow === null ? refusedFor('path') : refusedFor('method', { allow })
}

/**
 * What a keeper on its way out says of a call that came to nothing: nothing bad about what the next one may do better, and
 * of a person's dialog only that it was cut off. To ask again by itself would put a second dialog in front of the first.
 */
function badNews(name: CallName, trouble: Fault): Fault {
  if (onlyLooks(name)) return fault('keeper_leaving')
  return name === 'vault.unlock' ? fault('keeper_lost') : trouble
}

function refused(trouble: Fault): Reply<never> {
  return { ok: false, fault: trouble }
}
