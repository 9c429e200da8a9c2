import { noticeSchema } from '../../shared/api/contract/contract.ts'
import { EVENTS } from '../../shared/api/events.ts'
import { explainedJson } from '../../shared/text/explained-json.ts'
import { textsFor } from '../../shared/text/language.ts'
import type { Random } from '../core/ports.ts'

/** A chunk of the event stream, and the place in the log after it. */
export type LogPiece = { readonly text: string; readonly place: number }

/**
 * The latest events in order, each with a number. A stream is only a place in this log: a slow or reconnecting listener
 * costs nothing and goes on from its place, or gets a reset when that is no longer in the log.
 */
export type EventLog = ReturnType<typeof createEventLog>

/** How far back a listener can resume: minutes of a busy workstation, at a few hundred bytes each. */
const MOST_EVENTS = 500
/** Bounds memory, however long some events are. */
const MOST_LETTERS = 32 * 1_048_576

/** Events per write, so that a slow listener buffers little. */
const EVENTS_AT_ONCE = 50

/** `told` runs after each new event. */
export function createEventLog({ random, told }: { random: Random; told: () => void }) {
  /** Part of each id, so that ids of an earlier run are not resumed from: events in between are lost. */
  const run = random.hex(8)
  const events: string[] = []
  let last = 0
  let letters = 0
  let isKeeperReachable = true

  // In words as well, as the answers to calls are (refusal.ts): the page has its own, in the person's language.
  const texts = textsFor('')
  const eventText = (place: number, event: string, data: unknown): string =>
    `id: ${run}-${place}\nevent: ${event}\ndata: ${explainedJson(texts, data)}\n\n`

  function add(event: string, data: unknown): void {
    last += 1
    const text = eventText(last, event, data)
    events.push(text)
    letters += text.length
    while (events.length > MOST_EVENTS || letters > MOST_LETTERS) letters -= events.shift()?.length ?? letters
  }

  function resetPiece(): LogPiece {
    return {
      text: eventText(last, EVENTS.keeper, { here: isKeeperReachable }) + eventText(last, EVENTS.reset, {}),
      place: last,
    }
  }

  return {
    notice(raw: unknown): void {
      const read = noticeSchema.safeParse(raw)
      // Perhaps a newer keeper's notice: unreadable here, but something has changed.
      if (read.success) add(EVENTS.notice, read.data)
      else add(EVENTS.reset, {})
      told()
    },
    /** Whether calls reach a keeper now. A change of keeper leaves a gap, so listeners get a reset with the new one. */
    keeper(now: boolean): void {
      if (now === isKeeperReachable) return
      isKeeperReachable = now
      add(EVENTS.keeper, { here: isKeeperReachable })
      if (isKeeperReachable) add(EVENTS.reset, {})
      told()
    },
    /** The place of an event id of this run; null for any other, which gets a reset. */
    placeOf(id: string | null): number | null {
      const [, place] = new RegExp(`^${run}-(\\d{1,15})$`).exec(id ?? '') ?? []
      return place === undefined || Number(place) > last ? null : Number(place)
    },
    /** The events after a place, or a reset when that is null or too long ago; null when there is nothing new. */
    after(place: number | null): LogPiece | null {
      const first = last - events.length
      if (place === null || place < first) return resetPiece()
      if (place === last) return null
      const next = events.slice(place - first, place - first + EVENTS_AT_ONCE)
      return { text: next.join(''), place: place + next.length }
    },
  }
}
