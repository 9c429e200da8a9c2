/** Files that a person hands in, from bytes to text. By hand, since the pure part of the program has no TextDecoder. */

export type Encoding = 'utf-8' | 'utf-16' | 'windows-1252'
export type DecodedText = { readonly text: string; readonly encoding: Encoding }

/**
 * UTF-8, UTF-16 with its mark in front (what Windows' shells write with `>`, and Notepad as "Unicode"), or Windows-1252
 * (what Notepad calls "ANSI"). Null for anything else: a letter that was guessed wrong would be saved for good. What is
 * UTF-8 in some places and not in others is damaged, not of another encoding.
 */
export function decodedText(bytes: Uint8Array): DecodedText | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, 0)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, 1)
  if (bytes.includes(0)) return null
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const { text, hasMultiByte, isInvalid } = utf8(bytes, marked ? 3 : 0)
  if (!isInvalid) return { text, encoding: 'utf-8' }
  return marked || hasMultiByte ? null : windows1252(bytes)
}

/** Strings are built from chunks of so many units: a call takes only so many arguments. */
const CHUNK = 8_192

function assembled(units: Uint16Array): string {
  let text = ''
  for (let at = 0; at < units.length; at += CHUNK) text += String.fromCharCode(...units.subarray(at, at + CHUNK))
  return text
}

function utf16(bytes: Uint8Array, high: 0 | 1): DecodedText | null {
  if (bytes.length % 2 !== 0) return null
  const units = new Uint16Array(bytes.length / 2 - 1)
  for (let at = 0; at < units.length; at++) {
    const [first = 0, second = 0] = bytes.subarray(2 * at + 2, 2 * at + 4)
    units[at] = high === 1 ? (first << 8) | second : (second << 8) | first
  }
  const text = assembled(units)
  return text.isWellFormed() && !text.includes('\0') ? { text, encoding: 'utf-16' } : null
}

type Utf8 = {
  readonly text: string
  /** Some letter took several bytes as UTF-8 has them. */
  readonly hasMultiByte: boolean
  /** Some byte is no UTF-8. */
  readonly isInvalid: boolean
}

function utf8(bytes: Uint8Array, from: number): Utf8 {
  const units = new Uint16Array(bytes.length - from)
  let length = 0
  let hasMultiByte = false
  let isInvalid = false
  for (let at = from; at < bytes.length; ) {
    const first = bytes[at] ?? 0
    const more = first < 0x80 ? 0 : tailLength(bytes, at)
    at += Math.max(more, 0) + 1
    if (more < 0) isInvalid = true
    else if (more === 0) units[length++] = first
    else {
      hasMultiByte = true
      for (const unit of unitsOf(pointAt(bytes, at - more - 1, more))) units[length++] = unit
    }
  }
  return { text: isInvalid ? '' : assembled(units.subarray(0, length)), hasMultiByte, isInvalid }
}

/** RFC 3629 section 4: how many bytes follow this one, by it and its next; -1 where they are no letter. */
function tailLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  const length = first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1
  for (let tail = 1; tail <= length; tail++) if (((bytes[at + tail] ?? 0) & 0xc0) !== 0x80) return -1
  const second = bytes[at + 1] ?? 0
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90)
  const beyond = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f)
  return overlong || beyond ? -1 : length
}

function pointAt(bytes: Uint8Array, at: number, tail: number): number {
  let point = (bytes[at] ?? 0) & (0x3f >> tail)
  for (let next = 1; next <= tail; next++) point = (point << 6) | ((bytes[at + next] ?? 0) & 0x3f)
  return point
}

function unitsOf(point: number): readonly number[] {
  return point < 0x10000 ? [point] : [0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff)]
}

/** 0x80 to 0x9f of Windows-1252; a space stands where it has no letter. The rest is as in Latin-1. */
const OWN_LETTERS = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** Null where a byte has no letter, or is one that only programs write. */
function windows1252(bytes: Uint8Array): DecodedText | null {
  const units = new Uint16Array(bytes.length)
  for (const [at, byte] of bytes.entries()) {
    const own = byte >= 0x80 && byte <= 0x9f ? (OWN_LETTERS[byte - 0x80] ?? ' ') : null
    if (own === ' ' || (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d))) return null
    units[at] = own === null ? byte : own.charCodeAt(0)
  }
  return { text: assembled(units), encoding: 'windows-1252' }
}
