import { type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { API, BODY_LIMIT } from '../../../../shared/api/addresses.ts'
import {
  type Bridge,
  CONTRACT,
  type Input,
  type Notice,
  noticeSchema,
  type Output,
} from '../../../../shared/api/contract/contract.ts'
import type { CallName } from '../../../../shared/api/contract/names.ts'
import { EVENTS } from '../../../../shared/api/events.ts'
import { type Hello, helloSchema } from '../../../../shared/api/hello.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { type Fault, FaultError, fault, type Reply } from '../../../../shared/fault.ts'
import type { Cancel, Clock } from '../../../core/ports.ts'
import { type Dial, KeeperAgent } from './keeper-agent.ts'
import { replyIn } from './keeper-answer.ts'

/** A line to the keeper. Its calls raise what the keeper answers, and keeper_lost, keeper_unresponsive, keeper_version. */
export type KeeperConnection = Bridge & {
  readonly hello: Hello
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Resolves when the keeper is gone. */
  readonly closed: Promise<void>
  close(): void
}

/** No connection: it said nothing in time, it ended before its hello, or it said something that is no HTTP. */
export type NoConnection = 'silent' | null | 'foreign'

type Opened = (connection: KeeperConnection | NoConnection) => void

type Options = {
  readonly version: string
  readonly clock: Pick<Clock, 'after' | 'monotonic'>
  /** Already open; the events come over it. */
  readonly first: Duplex
  /** For the calls, each of which needs a connection of its own while it waits. */
  readonly dial: Dial
}

/**
 * Time is counted in beats of our own timer: a process that was itself suspended must not find, on waking, that the
 * other one has been silent for hours.
 */
const BEAT_MS = 1_000
const HELLO_WITHIN_BEATS = 3
/** With calls open and nothing heard for two seconds, ask whether anybody is there; three more, and nobody is. */
const ASK_AFTER_BEATS = 2
const GIVE_UP_AFTER_BEATS = 5
/** Renewals take 120 s at most; whatever takes longer than this is not going to end. */
const CALL_BEATS = 150
/** A busy machine may run our timer before it hands us what has long arrived: one short last look before giving up. */
const LAST_LOOK_MS = 50
/** A beat of ours that comes so late says that the machine is too busy to judge anybody by it; it is not counted. */
const LATE_MS = 150
const MOST_LATE_BEATS = 10

/** Calls beyond these wait their turn on this side. */
const MOST_CALLS = 64

/** What one event may weigh, in letters; beyond it the stream makes no sense. */
const EVENT_LIMIT = 64 * 1_048_576

/** The name stands in the header that HTTP wants; nobody looks it up. */
const HOST = 'everbearer'

type Waiting = { beats: number; fail(trouble: Fault): void }

/**
 * Listens to the keeper's events, whose first one is its hello; calls go over connections of their own
 * (docs/decisions.md 25).
 */
export function openConnection(options: Options): Promise<KeeperConnection | NoConnection> {
  const { promise, resolve } = Promise.withResolvers<KeeperConnection | NoConnection>()
  new Line(options, resolve).listen()
  return promise
}

class Line {
  readonly #options: Options
  readonly #opened: Opened
  readonly #calls: KeeperAgent
  /** Apart from the calls, which may all be waiting. */
  readonly #asks: KeeperAgent
  readonly #waiting = new Set<Waiting>()
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #closed = Promise.withResolvers<void>()
  readonly #parser = createParser({ onEvent: (event) => this.#take(event), maxBufferSize: EVENT_LIMIT })
  #hello: Hello | null = null
  #listening = false
  #silentBeats = 0
  #lateBeats = 0
  #stopBeating: Cancel | null = null
  /** Why calls cannot be made any more. */
  #over: Fault | null = null

  constructor(options: Options, opened: Opened) {
    this.#options = options
    this.#opened = opened
    this.#calls = new KeeperAgent(options.dial, MOST_CALLS)
    this.#asks = new KeeperAgent(options.dial, 1)
  }

  listen(): void {
    const { first } = this.#options
    const asked = request({ path: API.events, headers: { host: HOST }, createConnection: () => first })
    asked.on('response', (events) => this.#follow(events))
    asked.on('error', (trouble: Error & { rawPacket?: Buffer }) => {
      if (trouble.rawPacket !== undefined) this.#opened('foreign')
      this.#end(fault('keeper_lost'))
    })
    asked.end()
    this.#beat()
  }

  #follow(events: IncomingMessage): void {
    events.setEncoding('utf8').on('data', (text: string) => {
      this.#heard()
      this.#parser.feed(text)
    })
    events.on('error', () => {}).on('close', () => this.#end(fault('keeper_lost')))
  }

  #heard(): void {
    this.#silentBeats = 0
    this.#lateBeats = 0
  }

  #take({ event, data }: EventSourceMessage): void {
    if (event === EVENTS.hello) return this.#greet(helloSchema.safeParse(jsonIn(data)).data)
    if (event === EVENTS.reset && this.#listening) {
      // Some of what happened was too much for us to follow: as after a keeper's end, everything is asked anew.
      return this.#end(fault('keeper_lost'))
    }
    if (event === EVENTS.reset) this.#listening = true
    if (event !== EVENTS.notice) return
    const notice = noticeSchema.safeParse(jsonIn(data))
    // A newer keeper may tell of things that we do not know.
    if (notice.success) for (const listener of [...this.#listeners]) listener(notice.data)
  }

  #greet(hello: Hello | undefined): void {
    if (hello === undefined || this.#hello !== null) return
    this.#hello = hello
    this.#opened({
      hello,
      call: (name, input) => this.#call(name, input),
      subscribe: (listener) => this.#subscribe(listener),
      closed: this.#closed.promise,
      close: () => this.#end(fault('keeper_lost')),
    })
  }

  #beat(ms = BEAT_MS): void {
    const { clock } = this.#options
    const due = clock.monotonic() + ms
    this.#stopBeating = clock.after(ms, () => {
      this.#stopBeating = null
      if (this.#isLate(due)) return this.#beat(ms)
      this.#silentBeats += 1
      if (this.#hello === null) this.#beatBeforeHello()
      else this.#beatWithCalls()
    })
  }

  #isLate(due: number): boolean {
    if (this.#options.clock.monotonic() - due < LATE_MS || this.#lateBeats === MOST_LATE_BEATS) return false
    this.#lateBeats += 1
    return true
  }

  #beatBeforeHello(): void {
    if (this.#silentBeats <= HELLO_WITHIN_BEATS) return this.#beatUpTo(HELLO_WITHIN_BEATS)
    this.#opened('silent')
    this.#end(fault('keeper_unresponsive'))
  }

  #beatWithCalls(): void {
    for (const waiting of [...this.#waiting]) {
      waiting.beats += 1
      if (waiting.beats >= CALL_BEATS) waiting.fail(fault('waited_too_long'))
    }
    if (this.#waiting.size === 0) return
    if (this.#silentBeats === ASK_AFTER_BEATS) this.#askWhetherThere()
    if (this.#silentBeats <= GIVE_UP_AFTER_BEATS) return this.#beatUpTo(GIVE_UP_AFTER_BEATS)
    this.#end(fault('keeper_unresponsive', this.#hello?.pid === undefined ? {} : { pid: this.#hello.pid }))
  }

  #beatUpTo(most: number): void {
    this.#beat(this.#silentBeats === most ? LAST_LOOK_MS : BEAT_MS)
  }

  #askWhetherThere(): void {
    const asked = request({ agent: this.#asks, path: API.keeper, headers: { host: HOST } })
    asked.on('error', () => {})
    asked.on('response', (response) => {
      this.#heard()
      response.resume()
    })
    asked.end()
  }

  #end(why: Fault): void {
    if (this.#over !== null) return
    this.#over = why
    this.#stopBeating?.()
    this.#stopBeating = null
    for (const waiting of [...this.#waiting]) waiting.fail(why)
    this.#options.first.destroy()
    this.#calls.destroy()
    this.#asks.destroy()
    this.#opened(null)
    this.#closed.resolve()
  }

  async #call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    if (this.#over !== null) throw new FaultError(this.#over)
    const body = JSON.stringify(input)
    if (Buffer.byteLength(body) > BODY_LIMIT) throw new FaultError(fault('input_too_large', { limit: BODY_LIMIT }))
    const reply = await this.#asked(`${API.calls}/${name}`, body)
    if (!reply.ok) throw new FaultError(reply.fault)
    const read = CONTRACT[name].output.safeParse(reply.value)
    if (read.success) return read.data as Output<Name>
    const { version } = this.#options
    const theirs = this.#hello?.version ?? '?'
    if (theirs === version) throw new Error(`the keeper answered ${name} out of shape`)
    throw new FaultError(fault('keeper_version', { theirs, ours: version }))
  }

  #asked(path: string, body: string): Promise<Reply<unknown>> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply<unknown>>()
    const headers = { host: HOST, 'content-type': 'application/json' }
    const asked = request({ agent: this.#calls, method: 'POST', path, headers })
    const waiting: Waiting = {
      beats: 0,
      fail: (trouble) => {
        this.#waiting.delete(waiting)
        reject(new FaultError(trouble))
        asked.destroy()
      },
    }
    this.#waiting.add(waiting)
    // One that breaks while the events go on would else be waited for until they end.
    const lost = (thrown: unknown) => {
      if (!this.#waiting.has(waiting)) return
      if (thrown instanceof FaultError) waiting.fail(thrown.fault)
      else this.#end(fault('keeper_lost'))
    }
    asked.on('error', lost)
    asked.on('response', (response) => {
      response.on('data', () => this.#heard())
      replyIn(response).then((reply) => {
        this.#waiting.delete(waiting)
        resolve(reply)
      }, lost)
    })
    asked.end(body)
    if (this.#stopBeating === null) {
      this.#silentBeats = 0
      this.#beat()
    }
    return promise
  }

  #subscribe(listener: (notice: Notice) => void): Cancel {
    const own = (notice: Notice) => listener(notice)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }
}
