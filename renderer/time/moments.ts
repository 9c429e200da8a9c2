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
  return formatter(locale.language, {
    timeZone: locale.zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(seconds ? { second: '2-digit' } : {}),
  }).format(at)
}

/** Sorts as the days do: 2026-11-21. */
export function dayKey(at: number, { zone }: Locale): string {
  const quarter = Math.floor(at / QUARTER_MS)
  const days = daysOf(zone)
  const known = days.get(quarter)
  if (known !== undefined) return known
  const day = formatter('sv-SE', { timeZone: zone }).format(at)
  if (days.size >= MOST_QUARTERS) days.clear()
  days.set(quarter, day)
  return day
}

/** A day begins at a quarter of an hour in every zone, and a long list asks for the same few days again and again. */
const QUARTER_MS = 900_000
const MOST_QUARTERS = 20_000
const daysByZone = new Map<string, Map<number, string>>()

function daysOf(zone: string): Map<number, string> {
  const known = daysByZone.get(zone)
  if (known !== undefined) return known
  const days = new Map<number, string>()
  daysByZone.set(zone, days)
  return days
}
