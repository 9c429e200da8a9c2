/** Line and column, from 1. */
export type Place = { readonly line: number; readonly column: number }

/**
 * Where a text stops being JSON (RFC 8259), or null when it is. JavaScript's own parser says so only sometimes, and
 * quotes the text, which may hold secrets.
 */
export function jsonErrorAt(text: string): Place | null {
  const open: ('{' | '[')[] = []
  let expected = 'value' as Expected
  let at = 0
  for (;;) {
    const token = tokenAt(text, at)
    const next: Expected | null =
      token.kind === 'end' && expected === 'end' ? null : nextExpected(expected, token.kind, open)
    if (next === null) return token.kind === 'end' && expected === 'end' ? null : placeOf(text, token.from)
    expected = next
    at = token.to
  }
}

/**
 * Where the value at this path begins, or its key where it is in an object; where the last part of the path is not there, that
 * of what it would be in. Null for a text that is no JSON. Of a key that comes twice the last counts, as for the parser.
 */
export function jsonPlaceAt(text: string, path: readonly (string | number)[]): Place | null {
  const open: (string | number)[] = []
  const lists: boolean[] = []
  let found = 0
  let depth = 0
  let keyComes = false
  for (let at = 0; ; ) {
    const { kind, from, to } = tokenAt(text, at)
    if (kind === 'end') return placeOf(text, found)
    if (kind === 'none') return null
    at = to
    const isKey = kind === 'string' && keyComes
    if (isKey) open[open.length - 1] = JSON.parse(text.slice(from, to)) as string
    const isThere = isKey || (isValue(kind) && lists.at(-1) === true)
    if (
      isThere &&
      open.length >= depth &&
      open.length <= path.length &&
      open.every((part, index) => part === path[index])
    ) {
      found = from
      depth = open.length
    }
    if (kind === ',' && lists.at(-1) === true) open[open.length - 1] = Number(open.at(-1)) + 1
    if (kind === '{' || kind === '[') {
      lists.push(kind === '[')
      open.push(kind === '[' ? 0 : '')
    }
    if (kind === '}' || kind === ']') {
      lists.pop()
      open.pop()
    }
    keyComes = kind === '{' || (kind === ',' && lists.at(-1) === false)
  }
}

const isValue = (kind: Kind): boolean => kind === '{' || kind === '[' || kind === 'string' || kind === 'plain'

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or close' | 'end'
type Kind = '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'plain' | 'end' | 'none'
type Token = { readonly kind: Kind; readonly from: number; readonly to: number }

const SPACE = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y

function tokenAt(text: string, at: number): Token {
  const from = at + matchedAt(SPACE, text, at)
  if (from === text.length) return { kind: 'end', from, to: from }
  const mark = text[from] ?? ''
  if (isMark(mark)) return { kind: mark, from, to: from + 1 }
  const string = matchedAt(STRING, text, from)
  if (string > 0) return { kind: 'string', from, to: from + string }
  const plain = matchedAt(PLAIN, text, from)
  return { kind: plain > 0 ? 'plain' : 'none', from, to: from + plain }
}

function isMark(mark: string): mark is '{' | '}' | '[' | ']' | ':' | ',' {
  return '{}[]:,'.includes(mark)
}

/** How many letters the pattern takes at this very place. */
function matchedAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

/** What may follow once this token was taken; null when it may not stand here. */
function nextExpected(expected: Expected, kind: Kind, open: ('{' | '[')[]): Expected | null {
  if (kind === ']' && (expected === 'value or ]' || (expected === ', or close' && open.at(-1) === '[')))
    return closeThen(open)
  if (kind === '}' && (expected === 'key or }' || (expected === ', or close' && open.at(-1) === '{')))
    return closeThen(open)
  if (expected === ':') return kind === ':' ? 'value' : null
  if (expected === 'key' || expected === 'key or }') return kind === 'string' ? ':' : null
  if (expected === ', or close') return kind !== ',' ? null : open.at(-1) === '{' ? 'key' : 'value'
  if (expected === 'end') return null
  if (kind === '{' || kind === '[') {
    open.push(kind)
    return kind === '{' ? 'key or }' : 'value or ]'
  }
  return kind === 'string' || kind === 'plain' ? valueDone(open) : null
}

function closeThen(open: ('{' | '[')[]): Expected {
  open.pop()
  return valueDone(open)
}

function valueDone(open: readonly unknown[]): Expected {
  return open.length === 0 ? 'end' : ', or close'
}

function placeOf(text: string, at: number): Place {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
