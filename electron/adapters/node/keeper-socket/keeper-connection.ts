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

/** A connection to the keeper. Its calls raise the keeper's faults, and keeper_lost, keeper_unresponsive, keeper_version. */
export type KeeperConnection = Bridge & {
  readonly hello: Hello
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Resolves when the keeper is gone. */
  readonly closed: Promise<void>
  close(): void
}

/** Why there is no connection: silence, closed before the hello (null), or no HTTP. */
export type NoConnection = 'silent' | null | 'foreign'

type OnOpened = (connection: KeeperConnection | NoConnection) => void

type Options = {
  readonly version: string
  readonly clock: Pick<Clock, 'after' | 'monotonic'>
  /** Already open; the events come over it. */
  readonly first: Duplex
  /** For the calls, each of which needs a connection of its own while it waits. */
  readonly dial: Dial
}

/**
 * Time is counted in beats of our own timer, so that after a suspend of this process the keeper does not seem to have been
 * silent for hours.
 */
const BEAT_MS = 1_000
const HELLO_WITHIN_BEATS = 3
/** With calls open and two seconds of silence, send a ping; three more, and the keeper counts as unresponsive. */
const PING_AFTER_BEATS = 2
const GIVE_UP_AFTER_BEATS = 5
/** Renewals take 120 s at most; whatever takes longer than this is not going to end. */
const CALL_BEATS = 150
/** On a busy machine the timer may run before data that has already arrived: one short last beat before giving up. */
const LAST_BEAT_MS = 50
/** A beat this late means that this machine is too busy to judge the keeper; it is not counted. */
const LATE_MS = 150
const MOST_LATE_BEATS = 10

/** Further calls are queued on this side. */
const MOST_CALLS = 64

/** Longest event, in characters. */
const EVENT_LIMIT = 64 * 1_048_576

/** For the Host header that HTTP requires. */
const HOST = 'everbearer'

type PendingCall = { beats: number; fail(trouble: Fault): void }

/**
 * Listens to the keeper's events, whose first one is its hello; calls go over connections of their own
 * (docs/decisions.md 25).
 */
export function openConnection(options: Options): Promise<KeeperConnection | NoConnection> {
  const { promise, resolve } = Promise.withResolvers<KeeperConnection | NoConnection>()
  new EventConnection(options, resolve).listen()
  return promise
}

class EventConnection {
  readonly #options: Options
  readonly #onOpened: OnOpened
  readonly #calls: KeeperAgent
  /** Not through #calls, whose sockets may all be busy. */
  readonly #pings: KeeperAgent
  readonly #pending = new Set<PendingCall>()
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #closed = Promise.withResolvers<void>()
  readonly #parser = createParser({ onEvent: (event) => this.#handleEvent(event), maxBufferSize: EVENT_LIMIT })
  #hello: Hello | null = null
  #hasReset = false
  #silentBeats = 0
  #lateBeats = 0
  #stopBeating: Cancel | null = null
  /** Set once the connection has ended. */
  #endFault: Fault | null = null

  constructor(options: Options, opened: OnOpened) {
    this.#options = options
    this.#onOpened = opened
    this.#calls = new KeeperAgent(options.dial, MOST_CALLS)
    this.#pings = new KeeperAgent(options.dial, 1)
  }

  listen(): void {
    const { first } = this.#options
    const outgoing = request({ path: API.events, headers: { host: HOST }, createConnection: () => first })
    outgoing.on('response', (events) => this.#readEvents(events))
    outgoing.on('error', (trouble: Error & { rawPacket?: Buffer }) => {
      if (trouble.rawPacket !== undefined) this.#onOpened('foreign')
      this.#end(fault('keeper_lost'))
    })
    outgoing.end()
    this.#beat()
  }

  #readEvents(events: IncomingMessage): void {
    events.setEncoding('utf8').on('data', (text: string) => {
      this.#noteActivity()
      this.#parser.feed(text)
    })
    events.on('error', () => {}).on('close', () => this.#end(fault('keeper_lost')))
  }

  #noteActivity(): void {
    this.#silentBeats = 0
    this.#lateBeats = 0
  }

  #handleEvent({ event, data }: EventSourceMessage): void {
    if (event === EVENTS.hello) return this.#handleHello(helloSchema.safeParse(jsonIn(data)).data)
    if (event === EVENTS.reset && this.#hasReset) {
      // We have missed events: end, so that the host reconnects and reads everything again.
      return this.#end(fault('keeper_lost'))
    }
    if (event === EVENTS.reset) this.#hasReset = true
    if (event !== EVENTS.notice) return
    const notice = noticeSchema.safeParse(jsonIn(data))
    // A newer keeper may send notices that we do not know.
    if (notice.success) for (const listener of [...this.#listeners]) listener(notice.data)
  }

  #handleHello(hello: Hello | undefined): void {
    if (hello === undefined || this.#hello !== null) return
    this.#hello = hello
    this.#onOpened({
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
    this.#onOpened('silent')
    this.#end(fault('keeper_unresponsive'))
  }

  #beatWithCalls(): void {
    for (const pending of [...this.#pending]) {
      pending.beats += 1
      if (pending.beats >= CALL_BEATS) pending.fail(fault('waited_too_long'))
    }
    if (this.#pending.size === 0) return
    if (this.#silentBeats === PING_AFTER_BEATS) this.#ping()
    if (this.#silentBeats <= GIVE_UP_AFTER_BEATS) return this.#beatUpTo(GIVE_UP_AFTER_BEATS)
    this.#end(fault('keeper_unresponsive', this.#hello?.pid === undefined ? {} : { pid: this.#hello.pid }))
  }

  #beatUpTo(most: number): void {
    this.#beat(this.#silentBeats === most ? LAST_BEAT_MS : BEAT_MS)
  }

  #ping(): void {
    const outgoing = request({ agent: this.#pings, path: API.keeper, headers: { host: HOST } })
    outgoing.on('error', () => {})
    outgoing.on('response', (response) => {
      this.#noteActivity()
      response.resume()
    })
    outgoing.end()
  }

  #end(why: Fault): void {
    if (this.#endFault !== null) return
    this.#endFault = why
    this.#stopBeating?.()
    this.#stopBeating = null
    for (const pending of [...this.#pending]) pending.fail(why)
    this.#options.first.destroy()
    this.#calls.destroy()
    this.#pings.destroy()
    this.#onOpened(null)
    this.#closed.resolve()
  }

  async #call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    if (this.#endFault !== null) throw new FaultError(this.#endFault)
    const body = JSON.stringify(input)
    if (Buffer.byteLength(body) > BODY_LIMIT) throw new FaultError(fault('input_too_large', { limit: BODY_LIMIT }))
    const reply = await this.#post(`${API.calls}/${name}`, body)
    if (!reply.ok) throw new FaultError(reply.fault)
    const read = CONTRACT[name].output.safeParse(reply.value)
    if (read.success) return read.data as Output<Name>
    const { version } = this.#options
    const theirs = this.#hello?.version ?? '?'
    if (theirs === version) throw new Error(`the keeper answered ${name} out of shape`)
    throw new FaultError(fault('keeper_version', { theirs, ours: version }))
  }

  #post(path: string, body: string): Promise<Reply<unknown>> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply<unknown>>()
    const headers = { host: HOST, 'content-type': 'application/json' }
    const outgoing = request({ agent: this.#calls, method: 'POST', path, headers })
    const pending: PendingCall = {
      beats: 0,
      fail: (trouble) => {
        this.#pending.delete(pending)
        reject(new FaultError(trouble))
        outgoing.destroy()
      },
    }
    this.#pending.add(pending)
    // A call's own connection may break while the event stream goes on.
    const onError = (thrown: unknown) => {
      if (!this.#pending.has(pending)) return
      if (thrown instanceof FaultError) pending.fail(thrown.fault)
      else this.#end(fault('keeper_lost'))
    }
    outgoing.on('error', onError)
    outgoing.on('response', (response) => {
      response.on('data', () => this.#noteActivity())
      replyIn(response).then((reply) => {
        this.#pending.delete(pending)
        resolve(reply)
      }, onError)
    })
    outgoing.end(body)
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
