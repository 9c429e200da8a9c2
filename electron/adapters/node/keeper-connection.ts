import { type Bridge, CONTRACT, type Input, type Notice, noticeSchema, type Output } from '../../../shared/contract.ts'
import type { CallName } from '../../../shared/contract-names.ts'
import { type Fault, FaultError, fault } from '../../../shared/fault.ts'
import { createLineReader } from '../../../shared/line-reader.ts'
import { answerSchema, helloSchema, PROTOCOL } from '../../../shared/protocol.ts'
import type { Wire, WireEvents } from '../../../shared/wire.ts'
import type { Cancel, Clock } from '../../core/ports.ts'

/** What the keeper says of itself. */
export type KeeperHello = {
  readonly protocol: number
  readonly version: string
  readonly committedAt?: number | null | undefined
  readonly host?: string | undefined
  readonly pid?: number | undefined
}

/** A line to the keeper. Its calls raise what the keeper answers, and keeper_lost, keeper_unresponsive, keeper_version. */
export type KeeperConnection = Bridge & {
  readonly hello: KeeperHello
  subscribe(listener: (notice: Notice) => void): Cancel
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
  close(): void
}

type Opened = (connection: KeeperConnection | 'silent' | null) => void

type Options = {
  readonly version: string
  readonly clock: Pick<Clock, 'after' | 'monotonic'>
  /** Hands over the wire, and tells what happens on it. */
  open(events: (wire: Wire) => WireEvents): void
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

/** A keeper's answers may be long (a thousand connections); this only keeps nonsense from filling the memory. */
const ANSWER_LIMIT = 64 * 1_048_576

type Waiting = {
  readonly settle: (value: unknown) => void
  readonly fail: (trouble: Fault) => void
  beats: number
}

/** Says hello and waits for the keeper's: null when the connection ends before it, 'silent' when it does not come. */
export function openConnection(options: Options): Promise<KeeperConnection | 'silent' | null> {
  const { promise, resolve } = Promise.withResolvers<KeeperConnection | 'silent' | null>()
  options.open((wire) => new Line(wire, options, resolve))
  return promise
}

class Line implements WireEvents {
  readonly #wire: Wire
  readonly #version: string
  readonly #clock: Options['clock']
  readonly #opened: Opened
  readonly #reader = createLineReader(ANSWER_LIMIT)
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #closed = Promise.withResolvers<void>()
  #hello: KeeperHello | null = null
  #lastId = 0
  #silentBeats = 0
  #lateBeats = 0
  #stopBeating: Cancel | null = null
  /** Why calls cannot be made any more. */
  #over: Fault | null = null

  constructor(wire: Wire, { version, clock }: Options, opened: Opened) {
    this.#wire = wire
    this.#version = version
    this.#clock = clock
    this.#opened = opened
    this.#sayHello()
    this.#beat()
  }

  text(piece: string): void {
    this.#silentBeats = 0
    this.#lateBeats = 0
    const lines = this.#reader.push(piece)
    for (const line of lines ?? []) this.#take(line)
    if (lines === null) this.#wire.destroy()
  }

  ended(): void {
    this.#wire.end()
  }

  drained(): void {}

  closed(): void {
    this.#stopBeating?.()
    this.#stopBeating = null
    this.#failAll(fault('keeper_lost'))
    this.#opened(null)
    this.#closed.resolve()
  }

  #sayHello(): void {
    this.#say({ hello: { protocol: PROTOCOL, version: this.#version } })
  }

  #say(message: unknown): void {
    this.#wire.write(`${JSON.stringify(message)}\n`)
  }

  #beat(ms = BEAT_MS): void {
    const due = this.#clock.monotonic() + ms
    this.#stopBeating = this.#clock.after(ms, () => {
      this.#stopBeating = null
      if (this.#isLate(due)) return this.#beat(ms)
      this.#silentBeats += 1
      if (this.#hello === null) this.#beatBeforeHello()
      else this.#beatWithCalls()
    })
  }

  #isLate(due: number): boolean {
    if (this.#clock.monotonic() - due < LATE_MS || this.#lateBeats === MOST_LATE_BEATS) return false
    this.#lateBeats += 1
    return true
  }

  #beatBeforeHello(): void {
    if (this.#silentBeats <= HELLO_WITHIN_BEATS) return this.#beatUpTo(HELLO_WITHIN_BEATS)
    this.#opened('silent')
    this.#wire.destroy()
  }

  #beatWithCalls(): void {
    for (const [id, waiting] of this.#waiting) {
      waiting.beats += 1
      if (waiting.beats < CALL_BEATS) continue
      this.#waiting.delete(id)
      waiting.fail(fault('waited_too_long'))
    }
    if (this.#waiting.size === 0) return
    if (this.#silentBeats === ASK_AFTER_BEATS) this.#sayHello()
    if (this.#silentBeats <= GIVE_UP_AFTER_BEATS) return this.#beatUpTo(GIVE_UP_AFTER_BEATS)
    this.#failAll(fault('keeper_unresponsive', this.#hello?.pid === undefined ? {} : { pid: this.#hello.pid }))
    this.#wire.destroy()
  }

  #beatUpTo(most: number): void {
    this.#beat(this.#silentBeats === most ? LAST_LOOK_MS : BEAT_MS)
  }

  #failAll(why: Fault): void {
    this.#over ??= why
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const waiting of all) waiting.fail(why)
  }

  #take(line: string): void {
    const message = parsed(line)
    const greeting = helloSchema.safeParse(message)
    if (greeting.success) return this.#greet(greeting.data.hello)
    if (this.#hello === null) return this.#wire.destroy()
    const answer = answerSchema.safeParse(message)
    if (answer.success) return this.#answered(answer.data)
    const notice = noticeSchema.safeParse(message)
    // A newer keeper may tell of things that we do not know.
    if (notice.success) for (const listener of [...this.#listeners]) listener(notice.data)
  }

  #greet(hello: KeeperHello): void {
    if (this.#hello !== null) return
    this.#hello = hello
    this.#opened({
      hello,
      call: (name, input) => this.#call(name, input),
      subscribe: (listener) => this.#subscribe(listener),
      closed: this.#closed.promise,
      close: () => this.#wire.destroy(),
    })
  }

  #answered(answer: { id: number } & ({ ok: true; value?: unknown } | { ok: false; fault: Fault })): void {
    if (answer.id === 0 && !answer.ok) return this.#failAll(answer.fault)
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (answer.ok) waiting?.settle(answer.value)
    else waiting?.fail(answer.fault)
  }

  async #call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    if (this.#over !== null) throw new FaultError(this.#over)
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#lastId += 1
    this.#waiting.set(this.#lastId, {
      settle: resolve,
      fail: (trouble) => reject(new FaultError(trouble)),
      beats: 0,
    })
    this.#say({ id: this.#lastId, call: name, input })
    if (this.#stopBeating === null) {
      this.#silentBeats = 0
      this.#beat()
    }
    return this.#read(name, await promise)
  }

  #read<Name extends CallName>(name: Name, value: unknown): Output<Name> {
    const read = CONTRACT[name].output.safeParse(value)
    if (read.success) return read.data as Output<Name>
    const theirs = this.#hello?.version ?? '?'
    if (theirs === this.#version) throw new Error(`the keeper answered ${name} out of shape`)
    throw new FaultError(fault('keeper_version', { theirs, ours: this.#version }))
  }

  #subscribe(listener: (notice: Notice) => void): Cancel {
    if (this.#listeners.size === 0) this.#say({ subscribe: true })
    const own = (notice: Notice) => listener(notice)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return null
  }
}
