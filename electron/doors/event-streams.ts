import type { Cancel, Clock } from '../core/ports.ts'
import type { EventLog } from './event-log.ts'

/** Everybody who listens through one door. */
export type EventStreams = ReturnType<typeof createEventStreams>

const encoder = new TextEncoder()
const HEARTBEAT = ':\n\n'

type EventStreamsParts = {
  readonly clock: Clock
  readonly log: EventLog
  readonly most: number
  /** Of the same holder. */
  readonly mostOfOne: number
  /** What each stream begins with. */
  readonly greeting?: string
  /** With nothing to say, a stream sends an empty comment this often (ms); never when left out. */
  readonly heartbeatMs?: number
}

export function createEventStreams(parts: EventStreamsParts) {
  const { clock, log, most, mostOfOne, greeting = '', heartbeatMs } = parts
  const streams = new Set<EventStream>()
  let stopped = false
  let stopBeating: Cancel | null = null

  function beatLater(): Cancel | null {
    return heartbeatMs === undefined ? null : clock.after(heartbeatMs, beat)
  }

  function beat(): void {
    for (const stream of streams) stream.say(HEARTBEAT)
    stopBeating = streams.size > 0 ? beatLater() : null
  }

  function mayOpen(holder: string): boolean {
    const own = [...streams].filter((stream) => stream.holder === holder)
    return !stopped && streams.size < most && own.length < mostOfOne
  }

  return {
    /** Server-sent events from the place where that id was the last one received; null when too many listen already. */
    open(holder: string, lastEventId: string | null): ReadableStream<Uint8Array> | null {
      if (!mayOpen(holder)) return null
      const place = log.placeOf(lastEventId)
      const stream = new EventStream({ holder, log, place, greeting, gone: () => streams.delete(stream) })
      streams.add(stream)
      stopBeating ??= beatLater()
      return stream.readable()
    },
    /** Something new is in the log. */
    wake(): void {
      for (const stream of streams) stream.goOn()
    },
    /** Ends every stream; new ones are refused. */
    stop(): void {
      stopped = true
      stopBeating?.()
      for (const stream of [...streams]) stream.end()
    },
  }
}

type EventStreamParts = {
  readonly holder: string
  readonly log: EventLog
  readonly place: number | null
  readonly greeting: string
  gone(): void
}

/**
 * One listener. It is asked for more only when the line has taken what it was given, and reads the log from its place
 * then; so nothing piles up here for one that does not read.
 */
class EventStream {
  readonly holder: string
  readonly #log: EventLog
  readonly #gone: () => void
  #place: number | null
  /** Still to be said before anything else. */
  #greeting: string
  #ended = false
  /** Set while the line waits for something to send. */
  #waiting: { readonly controller: ReadableStreamDefaultController<Uint8Array>; readonly done: () => void } | null =
    null

  constructor({ holder, log, place, greeting, gone }: EventStreamParts) {
    this.holder = holder
    this.#log = log
    this.#place = place
    this.#greeting = greeting
    this.#gone = gone
  }

  readable(): ReadableStream<Uint8Array> {
    const source = {
      pull: (controller: ReadableStreamDefaultController<Uint8Array>) =>
        new Promise<void>((done) => {
          this.#waiting = { controller, done }
          if (this.#ended) this.end()
          else this.goOn()
        }),
      cancel: () => this.#leave(),
    }
    return new ReadableStream(source, { highWaterMark: 0 })
  }

  /** Sends what is new since its place, if anything is and the line is free. */
  goOn(): void {
    if (this.#waiting === null) return
    const piece = this.#log.after(this.#place)
    const text = this.#greeting + (piece?.text ?? '')
    if (text === '') return
    this.#place = piece?.place ?? this.#place
    this.#greeting = ''
    this.say(text)
  }

  say(text: string): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.controller.enqueue(encoder.encode(text))
    waiting?.done()
  }

  end(): void {
    this.#ended = true
    this.#waiting?.controller.close()
    this.#leave()
  }

  #leave(): void {
    this.#waiting?.done()
    this.#waiting = null
    this.#gone()
  }
}
