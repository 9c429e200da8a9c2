const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Each unit with the words for it. A month and a year have no length of their own: the shortest of each, so that nothing is believed too long. */
const UNITS: readonly (readonly [ms: number, words: string])[] = [
  [1, 'ms msec msecs millisecond milliseconds'],
  [SECOND, 's sec secs second seconds'],
  [MINUTE, 'm min mins minute minutes'],
  [HOUR, 'h hr hrs hour hours'],
  [DAY, 'd day days'],
  [7 * DAY, 'w wk wks week weeks'],
  [28 * DAY, 'mo month months'],
  [365 * DAY, 'y yr yrs year years'],
]
const UNIT_MS: ReadonlyMap<string, number> = new Map(
  UNITS.flatMap(([ms, words]) => words.split(' ').map((word) => [word, ms] as const)),
)

/** No length that anybody writes is longer; what comes from a server may be a megabyte. */
const MAX_LETTERS = 100
const BARE = /^\d{1,20}(?:\.\d{1,20})?$/
/** `72h0m0s`, `3 days`, `1 day, 2 hours and 5 min`; a comma within a number is a decimal one, as in ISO 8601. */
const PART = /(\d{1,20}(?:[.,]\d{1,9})?)\s{0,3}([a-z]{1,12})(?:\s{0,3},\s{0,3}|\s{1,3}and\s{1,3}|\s{0,3})/y
/** ISO 8601-1 section 5.5.2.2: days and what is longer, then the time of day. */
const ISO = /^p((?:\d{1,20}(?:[.,]\d{1,9})?[ymwd]){0,4})(?:t((?:\d{1,20}(?:[.,]\d{1,9})?[hms]){1,3}))?$/
const ISO_PART = /(\d{1,20}(?:[.,]\d{1,9})?)([a-z])/g
const ISO_DATE = [
  ['y', 365 * DAY],
  ['m', 28 * DAY],
  ['w', 7 * DAY],
  ['d', DAY],
] as const
const ISO_TIME = [
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
] as const
/** As Python (`3 days, 0:00:00`) and .NET (`3.00:00:00`) print a length; two numbers could be hours and minutes or less. */
const CLOCK = /^(?:(\d{1,7})(?:\s{0,3}days?,?\s{1,3}|\.))?(\d{1,7}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/

/**
 * Reads a length of time into ms, in any of the ways in which people, programs and servers write it: `90` (seconds),
 * `90s`, `72h`, `3 days`, `72h0m0s`, `PT72H`, `P3D`, `3 days, 0:00:00`. Null for anything else, also for a number so long
 * that arithmetic with it would go wrong.
 */
export function readDuration(text: string): number | null {
  if (text.length > MAX_LETTERS) return null
  const bare = text.trim().toLowerCase()
  const ms = BARE.test(bare) ? Number(bare) * SECOND : (isoIn(bare) ?? clockIn(bare) ?? partsIn(bare))
  const whole = ms === null ? null : Math.round(ms)
  return Number.isSafeInteger(whole) ? whole : null
}

function numberIn(text: string | undefined): number {
  return Number((text ?? '0').replace(',', '.'))
}

function isoIn(text: string): number | null {
  const [, date = '', time = ''] = ISO.exec(text) ?? []
  if (date === '' && time === '') return null
  const days = isoSum(date, ISO_DATE)
  const rest = isoSum(time, ISO_TIME)
  return days === null || rest === null ? null : days + rest
}

/** Null where a unit is named twice, or after a smaller one. */
function isoSum(text: string, units: readonly (readonly [unit: string, ms: number])[]): number | null {
  let sum = 0
  let at = -1
  for (const [, number, letter] of text.matchAll(ISO_PART)) {
    const found = units.findIndex(([unit]) => unit === letter)
    if (found <= at) return null
    sum += numberIn(number) * (units[found]?.[1] ?? 0)
    at = found
  }
  return sum
}

function clockIn(text: string): number | null {
  const [, days, hours, minutes, seconds] = CLOCK.exec(text) ?? []
  if (hours === undefined || numberIn(minutes) > 59 || numberIn(seconds) >= 60) return null
  return numberIn(days) * DAY + numberIn(hours) * HOUR + numberIn(minutes) * MINUTE + numberIn(seconds) * SECOND
}

/** Numbers with units, each unit smaller than the one before it: anything else is no length but some other text. */
function partsIn(text: string): number | null {
  let sum = 0
  let at = 0
  let before = Number.POSITIVE_INFINITY
  while (at < text.length) {
    PART.lastIndex = at
    const [whole = '', number, word = ''] = PART.exec(text) ?? []
    const unit = UNIT_MS.get(word)
    if (unit === undefined || unit >= before) return null
    sum += numberIn(number) * unit
    before = unit
    at += whole.length
  }
  return at === 0 || /(,|and)$/.test(text) ? null : sum
}

/** Where no line is broken: "3" at the end of one and "d" at the beginning of the next is read as another number. */
const NO_BREAK = '\u00a0'
/** As sayUnit writes them. */
const UNBROKEN = /(?<=\d)\u00a0(?=(?:d|h|min|s|ms)\b)/g

/** A number and its unit, which stay together where lines are broken. */
export function sayUnit(number: number | string, unit: 'd' | 'h' | 'min' | 's' | 'ms'): string {
  return `${number}${NO_BREAK}${unit}`
}

/** The same with spaces that a keyboard has, for terminals: a program looks for those, and a terminal breaks lines by itself. */
export function withPlainSpaces(text: string): string {
  return text.replace(UNBROKEN, ' ')
}

/**
 * A length of time in the two largest whole units, as people say it: `29 d 23 h`, `12 min`, `45 s`. The signs are those of
 * ISO 80000-3, the same in every language (docs/decisions.md says why Intl.DurationFormat is not asked).
 */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  if (days > 0) return twoUnits(sayUnit(days, 'd'), hours, 'h')
  if (hours > 0) return twoUnits(sayUnit(hours, 'h'), minutes, 'min')
  if (minutes >= 10) return sayUnit(minutes, 'min')
  if (minutes > 0) return twoUnits(sayUnit(minutes, 'min'), seconds % 60, 's')
  return sayUnit(seconds, 's')
}

/** What is nothing is left out. */
function twoUnits(first: string, number: number, unit: 'h' | 'min' | 's'): string {
  return number > 0 ? `${first} ${sayUnit(number, unit)}` : first
}
