/** Moments as UTC ms, and the texts that people and servers write for them. */

/** The end of the year 9999, the last that ISO 8601 writes with four digits; a later moment is a mistake. */
export const LAST_MOMENT = 253_402_300_799_999

/** A moment that every printer can say; a damaged number must not stop the list of all connections. */
export function isMoment(at: number): boolean {
  return Math.abs(at) <= LAST_MOMENT
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)(?:\s[A-Z]{3,5}|\[[\w/+-]{1,40}\])?)?$/i

export type Instant = { readonly at: number; readonly hasZone: boolean }

/**
 * Reads ISO 8601 (with T or a space, seconds optional), also with the word that Ruby, Go or Java put behind it
 * (`2026-12-31 10:00:00 UTC`, `... +0000 UTC`, `...Z[UTC]`). `hasZone` says whether the text named its zone; where it
 * did not, `at` is as if it were UTC and the caller must decide. Null for anything else, an impossible date, and
 * years before 100 (some servers write the year 1 for "never").
 */
export function readInstant(text: string): Instant | null {
  const parts = ISO.exec(text.trim())
  if (parts === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', part = '', zone] = parts
  const utc = utcOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  const shift = zoneMs(zone)
  if (utc === null || shift === null) return null
  const at = utc + Number(part.slice(0, 3).padEnd(3, '0')) - shift
  return isMoment(at) ? { at, hasZone: zone !== undefined } : null
}

/** Null for what no calendar or clock shows. A leap second (RFC 3339 section 5.7) counts as the one that follows it. */
function utcOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number | null {
  const midnight = new Date(Date.UTC(year, month - 1, day))
  const onCalendar =
    midnight.getUTCFullYear() === year && midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day
  if (!onCalendar || hour > 23 || minute > 59 || second > 60) return null
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1_000
}

function zoneMs(zone: string | undefined): number | null {
  if (zone === undefined || /^(?:Z|UTC|GMT)$/i.test(zone)) return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))]
  if (hours > 23 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** As the keeper writes each of its moments (isoUtc): with milliseconds, in UTC. */
const ISO_UTC_LENGTH = '2026-11-21T10:03:12.000Z'.length

/**
 * A moment that the keeper has told, UTC ms; null where there is none. The engine's own reader takes a twentieth of the time of
 * the one above, and ten thousand connections want five moments each.
 */
export function momentOf(iso: string | null): number | null {
  if (iso === null) return null
  const at = iso.length === ISO_UTC_LENGTH && iso.endsWith('Z') ? Date.parse(iso) : Number.NaN
  return Number.isNaN(at) ? (readInstant(iso)?.at ?? null) : at
}

/** ISO 8601 UTC, the one form in which times leave Everbearer as JSON. */
export function isoUtc(at: number): string {
  return new Date(at).toISOString()
}

export function isoUtcOrNull(at: number | null): string | null {
  return at === null ? null : isoUtc(at)
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** An HTTP date (RFC 9110 section 5.6.7, the fixed form that senders must use), or null. */
export function readHttpDate(text: string): number | null {
  const parts = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(text.trim())
  if (parts === null) return null
  const [, day, month = '', year, hour, minute, second] = parts
  const place = MONTHS.indexOf(month.toLowerCase()) + 1
  return utcOf(Number(year), place, Number(day), Number(hour), Number(minute), Number(second))
}
