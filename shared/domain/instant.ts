/** Moments as UTC ms, and the texts that people and servers write for them. */

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i

export type Instant = { readonly at: number; readonly zoned: boolean }

/**
 * Reads ISO 8601 (with T or a space, seconds optional). `zoned` says whether the text named its zone; where it
 * did not, `at` is as if it were UTC and the caller must decide. Null for anything else or an impossible date.
 */
export function readInstant(text: string): Instant | null {
  const parts = ISO.exec(text.trim())
  if (parts === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', part = '0', zone] = parts
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const back = new Date(at)
  const possible = back.getUTCMonth() === Number(month) - 1 && back.getUTCDate() === Number(day)
  if (!possible || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  return { at: at + Math.floor(Number(`0.${part}`) * 1000) - zoneMs(zone), zoned: zone !== undefined }
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
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
  const month = MONTHS.indexOf((parts[2] ?? '').toLowerCase())
  if (month < 0) return null
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((index) => Number(parts[index]))
  return Date.UTC(year ?? 0, month, day, hour, minute, second)
}
