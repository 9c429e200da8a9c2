/**
 * A made-up language for tests: each sentence longer by two fifths, its letters marked, in brackets of its own, so that one
 * sees what a page says that does not come from shared/text, and what has no room for another language.
 */

const MARKED: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ö',
  u: 'ü',
  y: 'ý',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ö',
  U: 'Ü',
}

/** Not sentences: what Intl is asked for with, and the number that decides the form of a sentence. */
const AS_IT_IS = ['language', 'counts']

/** The same value with every string in it said in that language; `{placeholders}` and `[optional parts]` stay. */
export function pseudo<Value>(value: Value, key = ''): Value {
  if (typeof value === 'string') return (AS_IT_IS.includes(key) ? value : said(value)) as Value
  if (Array.isArray(value)) return value.map((each) => pseudo(each, key)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, pseudo(each, name)])) as Value
}

function said(text: string): string {
  if (!/\p{L}/u.test(text)) return text
  const marked = text
    .split(/(\{[^{}]*\}|[[\]])/)
    .map((part) => (/^[[\]{]/.test(part) ? part : part.replace(/[aeiouyAEIOU]/g, (letter) => MARKED[letter] ?? letter)))
    .join('')
  const longer = Math.ceil(text.replace(/\{[^{}]*\}/g, '').length * 0.4)
  return `⟦${marked}${' löng'.repeat(Math.ceil(longer / 5)).slice(0, Math.max(2, longer))}⟧`
}
