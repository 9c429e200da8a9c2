/**
 * Events of the stream at `/v1/events` (server-sent events, WHATWG HTML section 9.2), each with an id, from which a broken
 * stream goes on (Last-Event-ID). `notice` carries one Notice of the contract as JSON; after `reset` the listener must
 * list anew, since what it missed is not kept; `keeper` says whether calls reach a keeper now. A stream that does not go
 * on from an id that the door still knows begins with `keeper` and `reset`: listen first, list then, and nothing falls
 * between the two. At the local socket `hello` comes before all of them (hello.ts).
 */
export const EVENTS = { hello: 'hello', notice: 'notice', reset: 'reset', keeper: 'keeper' } as const

/** Whether calls reach a keeper now, by what such an event carries; null where it says nothing of it. */
export function keeperReachableIn(data: unknown): boolean | null {
  const here: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'here') : null
  return typeof here === 'boolean' ? here : null
}

/** A page's stream with nothing to say sends an empty comment this often; one that is silent for three times as long is dead. */
export const HEARTBEAT_MS = 15_000
