import { noticeSchema } from '../../shared/api/contract/contract.ts'
import { EVENTS } from '../../shared/api/events.ts'
import { explainedJson } from '../../shared/text/explained-json.ts'
import { textsFor } from '../../shared/text/language.ts'
import type { Random } from '../core/ports.ts'

/** A piece of the stream of events, and how far a listener has come that was sent it. */
export type LogPiece = { readonly text: string; readonly place: number }

/**
 * What listeners were told last, in order, each event with a number. A stream is only a place in this log: one that is
 * slow, or was away, costs nothing and goes on from its place, or lists anew when that is too long ago.
 */
export type EventLog = ReturnType<typeof createEventLog>

/** How far back a listener can go on: minutes of a lively workstation, at a few hundred bytes each. */
const KEPT_EVENTS = 500
/** And never more than this, however long some of them are. */
const KEPT_LETTERS = 32 * 1_048_576

/** As much as is handed to a stream at once, so that a slow listener holds little. */
const EVENTS_AT_ONCE = 50

/** `told` runs after each new event. */
export function createEventLog({ random, told }: { random: Random; told: () => void }) {
  /** Ids of another run must not look like ours: its listener missed what happened between the two. */
  const run = random.hex(8)
  const events: string[] = []
  let last = 0
  let letters = 0
  let here = true

  // In words as well, as the answers to calls are (refusal.ts): the page has its own, in the person's language.
  const texts = textsFor('')
  const lines = (place: number, event: string, data: unknown): string =>
    `id: ${run}-${place}\nevent: ${event}\ndata: ${explainedJson(texts, data)}\n\n`

  function add(event: string, data: unknown): void {
    last += 1
    const text = lines(last, event, data)
    events.push(text)
    letters += text.length
    while (events.length > KEPT_EVENTS || letters > KEPT_LETTERS) letters -= events.shift()?.length ?? letters
  }

  function beginning(): LogPiece {
    return { text: lines(last, EVENTS.keeper, { here }) + lines(last, EVENTS.reset, {}), place: last }
  }

  return {
    notice(raw: unknown): void {
      const read = noticeSchema.safeParse(raw)
      // Of a newer keeper, perhaps: nobody here can read it, but something has changed.
      if (read.success) add(EVENTS.notice, read.data)
      else add(EVENTS.reset, {})
      told()
    },
    /** Whether calls reach a keeper now. Two keepers leave a gap between them, so listeners list anew with the second. */
    keeper(now: boolean): void {
      if (now === here) return
      here = now
      add(EVENTS.keeper, { here })
      if (here) add(EVENTS.reset, {})
      told()
    },
    /** The place of an event id of this run; null for any other, which begins anew. */
    placeOf(id: string | null): number | null {
      const [, place] = new RegExp(`^${run}-(\\d{1,15})$`).exec(id ?? '') ?? []
      return place === undefined || Number(place) > last ? null : Number(place)
    },
    /** What comes after a place, or a beginning when that is null or too long ago; null when there is nothing new. */
    after(place: number | null): LogPiece | null {
      const first = last - events.length
      if (place === null || place < first) return beginning()
      if (place === last) return null
      const next = events.slice(place - first, place - first + EVENTS_AT_ONCE)
      return { text: next.join(''), place: place + next.length }
    },
  }
}
