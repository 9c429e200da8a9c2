import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { API } from '../../shared/api/addresses.ts'
import { EVENTS, HEARTBEAT_MS, keeperReachableIn } from '../../shared/api/events.ts'
import { PAGE_KEY_HEADER } from '../../shared/api/page-addresses.ts'
import { jsonIn } from '../../shared/encoding/json-text.ts'
import type { Answers } from './answers.ts'
import type { HostEvent } from './host.ts'
import type { Asking } from './page-call.ts'
import { readNotice } from './read-notice.ts'
import { reconnectDelay } from './reconnect.ts'

/**
 * The stream of notices, for as long as somebody listens. A broken one is taken up again after the last notice that
 * arrived, so that none is lost and none comes twice. A page that nobody sees lets go of its stream: a browser has six
 * connections for all tabs of one address, and a seventh tab would wait for ever.
 */
export function followNotices(asking: Asking, listener: (event: HostEvent) => void): () => void {
  const ended = new AbortController()
  void follow(asking, listener, ended.signal)
  return () => ended.abort()
}

async function follow(asking: Asking, listener: (event: HostEvent) => void, ended: AbortSignal): Promise<void> {
  const position: Position = { lastId: null }
  for (let failures = 0; !ended.aborted; ) {
    await shown(ended)
    if (ended.aborted) return
    const sight = whileShown()
    const outcome = await listenOnce(asking, position, listener, AbortSignal.any([ended, sight.lost]))
    sight.forget()
    if (ended.aborted) return
    if (outcome === 'closed') return listener({ kind: 'line', line: 'closed' })
    // We closed it ourselves, since the page was hidden: nothing to report.
    if (sight.lost.aborted) continue
    failures = outcome === 'was-open' ? 1 : failures + 1
    listener({ kind: 'line', line: 'lost' })
    await pauseOrWake(reconnectDelay(failures, Math.random()), ended)
  }
}

type Position = { lastId: string | null }
type Outcome = 'closed' | 'was-open' | 'no-answer'

async function listenOnce(
  { key, answers }: Asking,
  position: Position,
  listener: (event: HostEvent) => void,
  ended: AbortSignal,
): Promise<Outcome> {
  const silence = new AbortController()
  let opened: Outcome = 'no-answer'
  try {
    const response = await fetch(`.${API.events}`, {
      headers: {
        accept: 'text/event-stream',
        [PAGE_KEY_HEADER]: key,
        ...(position.lastId === null ? {} : { 'last-event-id': position.lastId }),
      },
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([ended, silence.signal]),
    })
    if (response.status === 401) return 'closed'
    if (!response.ok || response.body === null) return 'no-answer'
    opened = 'was-open'
    listener({ kind: 'line', line: 'live' })
    await readAll(response.body, silence, (event) => onEvent(event, position, answers, listener))
  } catch {
    // A stream ends by breaking; `follow` says so and goes on.
  }
  return opened
}

async function readAll(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  silence: AbortController,
  onEvent: (event: EventSourceMessage) => void,
): Promise<void> {
  const events = createParser({ onEvent })
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const alarm = setTimeout(() => silence.abort(), 3 * HEARTBEAT_MS)
    const { done, value } = await reader.read().finally(() => clearTimeout(alarm))
    if (done) return
    events.feed(value)
  }
}

function onEvent(
  event: EventSourceMessage,
  position: Position,
  answers: Answers,
  listener: (event: HostEvent) => void,
): void {
  if (event.id !== undefined && event.id !== '') position.lastId = event.id
  if (event.event === EVENTS.reset) return listener({ kind: 'missed' })
  const data = jsonIn(event.data)
  if (event.event === EVENTS.keeper) {
    const here = keeperReachableIn(data)
    return here === null ? undefined : listener({ kind: 'line', line: here ? 'live' : 'keeper-gone' })
  }
  const notice = readNotice(answers, data)
  if (notice !== null) listener({ kind: 'notice', notice })
}

/** Resolves at once where the page can be seen, else when it is shown again. */
function shown(ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController()
    const look = (): void => {
      if (document.visibilityState === 'hidden' && !ended.aborted) return
      over.abort()
      resolve()
    }
    document.addEventListener('visibilitychange', look, { signal: over.signal })
    ended.addEventListener('abort', look, { signal: over.signal })
    look()
  })
}

/** `lost` aborts once the page has been out of sight for a while: a glance at another tab is no reason to let go. */
function whileShown(): { lost: AbortSignal; forget(): void } {
  const lost = new AbortController()
  const over = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = (): void => {
    clearTimeout(timer)
    if (document.visibilityState === 'hidden') timer = setTimeout(() => lost.abort(), GLANCE_MS)
  }
  document.addEventListener('visibilitychange', look, { signal: over.signal })
  look()
  return {
    lost: lost.signal,
    forget() {
      clearTimeout(timer)
      over.abort()
    },
  }
}

/** Browsers throttle the timers of a hidden page to a second, so there is no use in being finer. */
const GLANCE_MS = 2_000

/** Waits, but not past the moment when the network comes back or the person looks at the page again. */
function pauseOrWake(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController()
    const go = (): void => {
      clearTimeout(timer)
      over.abort()
      resolve()
    }
    const timer = setTimeout(go, ms)
    const { signal } = over
    addEventListener('online', go, { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && go(), { signal })
    ended.addEventListener('abort', go, { signal })
  })
}
