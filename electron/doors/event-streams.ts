import type { Cancel, Clock } from '../core/ports.ts'
import type { EventLog } from './event-log.ts'

/** All event streams of one door. */
export type EventStreams = ReturnType<typeof createEventStreams>

const encoder = new TextEncoder()
const HEARTBEAT = ':\n\n'

type EventStreamsParts = {
  readonly clock: Clock
  readonly log: EventLog
  readonly most: number
  /** Of the same holder. */
  readonly mostOfOne: number
  /** Sent first on each stream. */
  readonly greeting?: string
  /** A stream sends an empty comment this often (ms); never when left out. */
  readonly heartbeatMs?: number
}

export function createEventStreams(parts: EventStreamsParts) {
  const { clock, log, most, mostOfOne, greeting = '', heartbeatMs } = parts
  const streams = new Set<EventStream>()
  let isStopped = false
  let cancelHeartbeat: Cancel | null = null

  function scheduleHeartbeat(): Cancel | null {
    return heartbeatMs === undefined ? null : clock.after(heartbeatMs, sendHeartbeat)
  }

  function sendHeartbeat(): void {
    for (const stream of streams) stream.say(HEARTBEAT)
    cancelHeartbeat = streams.size > 0 ? scheduleHeartbeat() : null
  }

  function mayOpen(holder: string): boolean {
    const own = [...streams].filter((stream) => stream.holder === holder)
    return !isStopped && streams.size < most && own.length < mostOfOne
  }

  return {
    /** Server-sent events from the place where that id was the last one received; null when too many listen already. */
    open(holder: string, lastEventId: string | null): ReadableStream<Uint8Array> | null {
      if (!mayOpen(holder)) return null
      const place = log.placeOf(lastEventId)
      const stream = new EventStream({ holder, log, place, greeting, gone: () => streams.delete(stream) })
      streams.add(stream)
      cancelHeartbeat ??= scheduleHeartbeat()
      return stream.readable()
    },
    /** Something new is in the log. */
    wake(): void {
      for (const stream of streams) stream.goOn()
    },
    /** Ends every stream; new ones are refused. */
    stop(): void {
      isStopped = true
      cancelHeartbeat?.()
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
 * One listener. It reads the log from its place only when the socket asks for more, so nothing piles up for a client that
 * does not read.
 */
class EventStream {
  readonly holder: string
  readonly #log: EventLog
  readonly #gone: () => void
  #place: number | null
  /** Not yet sent. */
  #greeting: string
  #isEnded = false
  /** Set while the reader waits for data. */
  #pendingRead: { readonly controller: ReadableStreamDefaultController<Uint8Array>; readonly done: () => void } | null =
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
          this.#pendingRead = { controller, done }
          if (this.#isEnded) this.end()
          else this.goOn()
        }),
      cancel: () => this.#finish(),
    }
    return new ReadableStream(source, { highWaterMark: 0 })
  }

  /** Sends the events since its place, if there are any and the reader waits. */
  goOn(): void {
    if (this.#pendingRead === null) return
    const piece = this.#log.after(this.#place)
    const text = this.#greeting + (piece?.text ?? '')
    if (text === '') return
    this.#place = piece?.place ?? this.#place
    this.#greeting = ''
    this.say(text)
  }

  say(text: string): void {
    const pendingRead = this.#pendingRead
    this.#pendingRead = null
    pendingRead?.controller.enqueue(encoder.encode(text))
    pendingRead?.done()
  }

  end(): void {
    this.#isEnded = true
    this.#pendingRead?.controller.close()
    this.#finish()
  }

  #finish(): void {
    this.#pendingRead?.done()
    this.#pendingRead = null
    this.#gone()
  }
}
