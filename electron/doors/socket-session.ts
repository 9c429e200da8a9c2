import { type Fault, fault, type Reply } from '../../shared/fault.ts'
import { createLineReader } from '../../shared/line-reader.ts'
import {
  helloSchema,
  type Introduction,
  LINE_LIMIT,
  PROTOCOL,
  requestSchema,
  subscribeSchema,
} from '../../shared/protocol.ts'
import type { Texts } from '../../shared/text/texts.ts'
import { toldJson } from '../../shared/text/told-json.ts'
import type { Wire, WireEvents } from '../../shared/wire.ts'
import type { Cancel, Clock } from '../core/ports.ts'

/** Programs of ours say hello in their first write; whoever takes this long is none or is stuck. */
const HELLO_WITHIN_MS = 10_000

/** Of one client, so many calls are in the works at once; those after them wait their turn. */
const MOST_CALLS = 64

/** What may wait its turn before a client is read no further. */
const MOST_LETTERS = 2 * LINE_LIMIT

/** Above this, what a client asks for is not read before it has taken what it asked for earlier. */
const SLOW_BYTES = 1_048_576

/** A client that lets so much pile up does not read at all, and would eat the keeper's memory. */
const DEAF_BYTES = 32 * 1_048_576

/** What has been written is given this long to be taken before the connection is cut. */
const FAREWELL_MS = 1_000

export type SessionParts = {
  readonly wire: Wire
  readonly clock: Clock
  readonly self: Introduction
  /** In whose words faults are told to programs. */
  readonly texts: Texts
  ask(name: unknown, input: unknown): Promise<Reply<unknown>>
  gone(): void
}

/** One client of the socket. Whatever it does, it harms nobody but itself. */
export type Session = WireEvents & {
  /** Passes on a notice if the client asked for them. */
  notice(line: string): void
  /** Ends the connection, politely if the client is. */
  finish(): void
}

type Call = { readonly id: number; readonly call: string; readonly input?: unknown; readonly length: number }

export function openSession({ wire, clock, self, texts, ask, gone }: SessionParts): Session {
  const reader = createLineReader(LINE_LIMIT)
  const hello = { hello: { protocol: PROTOCOL, ...self } }
  const timers = new Set<Cancel>()
  let theirs: { protocol: number; version: string } | null = null
  let subscribed = false
  const turns: Call[] = []
  let letters = 0
  let working = 0
  let halfClosed = false
  let over = false

  function say(message: unknown): void {
    write(`${toldJson(texts, message)}\n`)
  }

  function write(line: string): void {
    if (over) return
    wire.write(line)
    if (wire.waiting() > DEAF_BYTES) wire.destroy()
    else restOrGoOn()
  }

  function restOrGoOn(): void {
    if (over) return
    while (turns.length > 0 && working < MOST_CALLS && wire.waiting() <= SLOW_BYTES) begin()
    if (letters > MOST_LETTERS || wire.waiting() > SLOW_BYTES) wire.pause()
    else wire.resume()
    if (halfClosed && working === 0 && turns.length === 0) finish()
  }

  function begin(): void {
    const call = turns.shift()
    if (call === undefined) return
    letters -= call.length
    working += 1
    void reply(call)
  }

  function finish(): void {
    if (over) return
    over = true
    wire.end()
    timers.add(clock.after(FAREWELL_MS, () => wire.destroy()))
    // Read on, so that an end from the other side is noticed; what it says no longer matters.
    wire.resume()
  }

  /** The client makes no sense: it is told why, and the connection ends. */
  function breakOff(why: Fault): void {
    say({ id: 0, ok: false, fault: why })
    finish()
  }

  function take(line: string): void {
    const message = parsed(line)
    if (message === undefined) return breakOff(fault('not_json'))
    const greeting = helloSchema.safeParse(message)
    if (greeting.success) return greet(greeting.data.hello)
    if (theirs === null) return breakOff(fault('bad_shape', { where: 'hello' }))
    if (subscribeSchema.safeParse(message).success) {
      subscribed = true
      return
    }
    const request = requestSchema.safeParse(message)
    if (!request.success) return breakOff(fault('bad_shape', { where: 'request' }))
    turns.push({ ...request.data, length: line.length })
    letters += line.length
    restOrGoOn()
  }

  function greet(said: { protocol: number; version: string }): void {
    // After the first one, a hello asks whether we are still here.
    if (theirs !== null) return say(hello)
    theirs = said
    stopWaiting()
  }

  async function reply({ id, call, input }: Call): Promise<void> {
    const answer = await (mayAsk(call) ? ask(call, input) : { ok: false, fault: foreign() })
    working -= 1
    say({ id, ...answer })
  }

  function mayAsk(call: string): boolean {
    return theirs?.protocol === PROTOCOL || call === 'keeper.handOver'
  }

  function foreign(): Fault {
    return fault('keeper_version', { theirs: self.version, ours: readable(theirs) })
  }

  const stopWaiting = clock.after(HELLO_WITHIN_MS, () => breakOff(fault('bad_shape', { where: 'hello' })))
  timers.add(stopWaiting)
  say(hello)

  return {
    text(piece) {
      if (over) return
      const lines = reader.push(piece)
      for (const line of lines ?? []) if (!over) take(line)
      if (lines === null) breakOff(fault('input_too_large', { limit: LINE_LIMIT }))
    },
    ended() {
      halfClosed = true
      restOrGoOn()
    },
    drained: restOrGoOn,
    closed() {
      over = true
      for (const cancel of timers) cancel()
      gone()
    },
    notice(line) {
      if (subscribed) write(line)
    },
    finish,
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

/** A version from outside goes into a sentence only when it looks like one. */
function readable(theirs: { version: string } | null): string {
  return theirs !== null && /^[\w.+-]{1,32}$/.test(theirs.version) ? theirs.version : '?'
}
