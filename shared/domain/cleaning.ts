import type { FaultCode } from '../fault.ts'

/** What certainly does not belong to a value that was copied from a page, and is taken off with a warning. */
export type Cleaning = { readonly text: string; readonly repairs: readonly FaultCode[] }

const QUOTES = /^(["'`“”‘’«»])(.*)["'`“”‘’«»]$/s

/** Surrounding space and quotes from everything; "Bearer " (RFC 6750 section 2.1) from tokens. */
export function cleaned(typed: string, kind: 'setting' | 'token'): Cleaning {
  const repairs: FaultCode[] = []
  let text = trimmed(typed, repairs)
  const inner = QUOTES.exec(text)?.[2]
  if (inner !== undefined) {
    repairs.push('surrounding_quotes')
    text = inner.trim()
  }
  const bare = kind === 'token' ? text.replace(/^(authorization:\s*)?bearer\s+/i, '') : text
  if (bare !== text) repairs.push('bearer_prefix')
  return { text: bare.trim(), repairs }
}

/** Invisible marks (zero-width space, byte order mark, no-break space) come along from chats and word processors. */
function trimmed(typed: string, repairs: FaultCode[]): string {
  const text = typed.replace(/^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g, '')
  if (text !== typed) repairs.push('surrounding_space')
  return text
}
