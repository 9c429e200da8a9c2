import { HEARTBEAT_MS } from '../../shared/page-protocol.ts'
import type { Cancel, Clock } from '../core/ports.ts'
import type { PageLog } from './page-log.ts'

/** Everybody who listens through the page's door. */
export type PageStreams = {
  /** Server-sent events from the place where that id was the last one received; null when too many listen already. */
  open(holder: string, lastEventId: string | null): ReadableStream<Uint8Array> | null
  /** Something new is in the log. */
  wake(): void
  /** Ends every stream; new ones are refused. */
  stop(): void
}

/** A browser opens six connections to one address, so a page that goes beyond this has lost count. */
const MOST_OF_ONE_HOLDER = 32
const MOST_STREAMS = 200

const encoder = new TextEncoder()
const HEARTBEAT = ':\n\n'

export function createPageStreams({ clock, log }: { clock: Clock; log: PageLog }): PageStreams {
  const streams = new Set<PageStream>()
  let stopped = false
  let stopBeating: Cancel | null = null

  function beat(): void {
    for (const stream of streams) stream.say(HEARTBEAT)
    stopBeating = streams.size > 0 ? clock.after(HEARTBEAT_MS, beat) : null
  }

  function mayOpen(holder: string): boolean {
    const own = [...streams].filter((stream) => stream.holder === holder)
    return !stopped && streams.size < MOST_STREAMS && own.length < MOST_OF_ONE_HOLDER
  }

  return {
    open(holder, lastEventId) {
      if (!mayOpen(holder)) return null
      const stream = new PageStream(holder, log, log.placeOf(lastEventId), () => streams.delete(stream))
      streams.add(stream)
      stopBeating ??= clock.after(HEARTBEAT_MS, beat)
      return stream.readable()
    },
    wake() {
      for (const stream of streams) stream.goOn()
    },
    stop() {
      stopped = true
      stopBeating?.()
      for (const stream of [...streams]) stream.end()
    },
  }
}

/**
 * One listener. It is asked for more only when the line has taken what it was given, and reads the log from its place
 * then; so nothing piles up here for a page that does not read.
 */
class PageStream {
  readonly holder: string
  readonly #log: PageLog
  readonly #gone: () => void
  #place: number | null
  #ended = false
  /** Set while the line waits for something to send. */
  #waiting: { readonly controller: ReadableStreamDefaultController<Uint8Array>; readonly done: () => void } | null =
    null

  constructor(holder: string, log: PageLog, place: number | null, gone: () => void) {
    this.holder = holder
    this.#log = log
    this.#place = place
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
    if (piece === null) return
    this.#place = piece.place
    this.say(piece.text)
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
