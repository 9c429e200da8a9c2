import type { FaultCode } from '../fault.ts'

/** A copied value without what certainly does not belong to it, and what was taken off, to be warned of. */
export type Cleaning = { readonly text: string; readonly repairs: readonly FaultCode[] }

const QUOTES = /^["'`“”‘’«»](.*)["'`“”‘’«»]$/s
/** Nobody copies more than space, quotes, "Bearer ", quotes; a megabyte of quotes must not keep the keeper busy. */
const MOST_LAYERS = 8
const BEARER = /^(authorization:\s*)?bearer\s+/i

/**
 * Takes surrounding space and quotes off everything, "Bearer " (RFC 6750 section 2.1) and invisible letters off tokens. Layer
 * by layer, since quotes stand around "Bearer " as well as after it. Each kind of repair is listed once.
 */
export function cleanText(typed: string, kind: 'setting' | 'token'): Cleaning {
  const repairs = new Set<FaultCode>()
  let text = typed
  for (let layers = 0; layers < MOST_LAYERS; layers++) {
    const layer = peelLayer(text, kind)
    if (layer === null) break
    text = layer.text
    repairs.add(layer.repair)
  }
  return { text, repairs: [...repairs] }
}

/** The text without its outermost layer; null when nothing is left to take off. */
function peelLayer(text: string, kind: 'setting' | 'token'): { text: string; repair: FaultCode } | null {
  const trimmed = trim(text)
  if (trimmed !== text) return { text: trimmed, repair: 'surrounding_space' }
  const inner = QUOTES.exec(text)?.[1]
  if (inner !== undefined) return { text: inner, repair: 'surrounding_quotes' }
  const bare = kind === 'token' ? text.replace(BEARER, '') : text
  if (bare !== text) return { text: bare, repair: 'bearer_prefix' }
  const seen = kind === 'token' ? text.replace(UNSEEN, '') : text
  return seen === text ? null : { text: seen, repair: 'invisible_letters' }
}

/** Invisible marks (zero-width space, byte order mark, no-break space) come along from chats and word processors. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g
const INVISIBLE = /[\s\u200b-\u200d\u2060\ufeff]/

/** By hand: a pattern that ends in `+$` takes quadratic time over a long run of spaces in the middle. */
function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && INVISIBLE.test(text[start] ?? '')) start++
  while (end > start && INVISIBLE.test(text[end - 1] ?? '')) end--
  return text.slice(start, end)
}
