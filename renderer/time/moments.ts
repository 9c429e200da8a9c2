import { formatter } from './formatter.ts'

/** Moments for people, in their own zone and language. Pure: zone and language are handed in. */
export type Locale = { readonly language: string; readonly zone: string; readonly words: DayWords }
/** To the minute, unless it says more. */
type Precision = { readonly seconds?: boolean }
export type DayWords = { readonly today: string; readonly yesterday: string; readonly tomorrow: string }

const DAY_MS = 86_400_000

/** "today, 09:48", "tomorrow, 04:10", "12 Nov, 04:10", "3 Mar 2027, 17:20". */
export function sayMoment(at: number, now: number, locale: Locale, to: Precision = {}): string {
  return `${sayDay(at, now, locale)}, ${sayTime(at, locale, to)}`
}

/** The day alone: "today", "27 Nov", "3 Mar 2027". */
export function sayDay(at: number, now: number, locale: Locale): string {
  const { words } = locale
  const day = dayKey(at, locale)
  const today = dayKey(now, locale)
  if (day === today) return words.today
  if (day === dayKey(now - DAY_MS, locale)) return words.yesterday
  if (day === dayKey(now + DAY_MS, locale)) return words.tomorrow
  const sameYear = day.slice(0, 4) === today.slice(0, 4)
  return formatter(locale.language, {
    timeZone: locale.zone,
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at)
}

export function sayTime(at: number, locale: Locale, { seconds = false }: Precision = {}): string {
  if (seconds) return clockOf(locale, TO_THE_SECOND).format(at)
  return fromTable(`time ${locale.language} ${locale.zone}`, Math.floor(at / MINUTE_MS), () =>
    clockOf(locale, TO_THE_MINUTE).format(at),
  )
}

const TO_THE_MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const TO_THE_SECOND = { ...TO_THE_MINUTE, second: '2-digit' } as const

function clockOf({ language, zone }: Locale, to: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return formatter(language, { timeZone: zone, ...to })
}

/** Sorts as the days do: 2026-11-21. A day begins at a quarter of an hour in every zone. */
export function dayKey(at: number, { zone }: Locale): string {
  return fromTable(`day ${zone}`, Math.floor(at / QUARTER_MS), () => formatter('sv-SE', { timeZone: zone }).format(at))
}

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS
const MOST_MOMENTS = 20_000
const tables = new Map<string, Map<number, string>>()

/** A long list asks for the same few moments again and again, and the clock looks at each once more. */
function fromTable(name: string, moment: number, say: () => string): string {
  const table = tables.get(name) ?? new Map<number, string>()
  tables.set(name, table)
  const known = table.get(moment)
  if (known !== undefined) return known
  const said = say()
  if (table.size >= MOST_MOMENTS) table.clear()
  table.set(moment, said)
  return said
}
