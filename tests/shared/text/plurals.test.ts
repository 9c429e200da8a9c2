import { describe, expect, it } from 'vitest'
import { type Counted, countedIn, sayNumber } from '../../../shared/text/counted.ts'
import { desktop } from '../../../shared/text/en/desktop.ts'
import { nextSteps, page } from '../../../shared/text/en/page.ts'
import { en } from '../../../shared/text/en.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { readTree } from '../../arrows/tree.ts'

type Found = { readonly at: string; readonly text: string }

/** Every sentence of a table that does not count, and every one that does. */
function sentencesIn(table: unknown, at: string): { plain: Found[]; counted: (readonly [string, Counted])[] } {
  const all = { plain: [] as Found[], counted: [] as (readonly [string, Counted])[] }
  if (typeof table === 'string') all.plain.push({ at, text: table })
  else if (isCounted(table)) all.counted.push([at, table])
  else if (typeof table === 'object' && table !== null) {
    for (const [key, value] of Object.entries(table)) {
      const inside = sentencesIn(value, `${at}.${key}`)
      all.plain.push(...inside.plain)
      all.counted.push(...inside.counted)
    }
  }
  return all
}

function isCounted(value: unknown): value is Counted {
  return typeof value === 'object' && value !== null && 'other' in value && 'counts' in value
}

/** These are never numbers. */
const NAMES = 'name|other|field|bound|wanted|consumer|variable|at|id'
/** Ends in s and follows a value, and is no plural. */
const ONE_DOES = 'is|was|has|does|needs|ends|renews|goes|holds|works|as'
const MANY_DO = 'are|were|have|go|end|do'

/** A sentence that would be wrong of one, or of two: `{count} connections`, `{count} are`, `token(s)`. */
function isPluralByHand(text: string): boolean {
  return (
    new RegExp(`\\{(?!(?:${NAMES})\\})\\w+\\} (?:more |other )?(?!(?:${ONE_DOES})\\b)(?:[a-z]+s|${MANY_DO})\\b`).test(
      text,
    ) || /[a-z]\(e?s\)/.test(text)
  )
}

const { plain, counted } = sentencesIn({ en, page, desktop, nextSteps }, 'texts')

describe('sentences with a number', () => {
  it('are found', () => {
    expect(plain.length).toBeGreaterThan(1_000)
    expect(counted.length).toBeGreaterThan(40)
  })

  it('leave plurals to the language', () => {
    expect(plain.filter(({ text }) => isPluralByHand(text))).toEqual([])
  })

  it('would be reported if they did not', () => {
    const byHand = [
      'Remove {count} connections?',
      '{count} are paused.',
      'At least {least} characters.',
      '{n} token(s)',
    ]
    expect(byHand.filter(isPluralByHand)).toEqual(byHand)
    expect(['{name} ends in {span}.', 'Waiting: {count}.', '{done} of {count} done'].filter(isPluralByHand)).toEqual([])
  })

  it('say what is true of one', () => {
    // A bound is never one.
    const lacking = counted.filter(
      ([, { one, other, counts }]) =>
        !['limit', 'least'].includes(counts) &&
        one === undefined &&
        new RegExp(`\\{${counts}\\}`).test(other) &&
        isPluralByHand(other),
    )
    expect(lacking.map(([at]) => at)).toEqual([])
  })

  it('have no form that another name of the table tells', () => {
    const names = new Set(plain.map(({ at }) => at))
    const pairs = [...names].filter((at) => at.endsWith('One') && names.has(`${at.slice(0, -3)}Many`))
    expect(pairs).toEqual([])
  })

  it('are chosen by nobody who looks for a one', () => {
    const choosing = Object.entries(readTree()).flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap((line) => (/=== 1\s*\?.*(filled\(|\b\w+One\b)/.test(line) ? [`${path}: ${line.trim()}`] : [])),
    )
    expect(choosing).toEqual([])
  })
})

describe('the form for a number', () => {
  it('is that of the language', () => {
    // Polish: 1, 2 to 4, 5 and more (CLDR).
    const polish = countedIn('pl')({ one: '{count} klucz', few: '{count} klucze', many: '{count} kluczy', other: '?' })
    const said = [1, 3, 5, 22, 25].map((count) => filled(polish, { count }))
    expect(said).toEqual(['1 klucz', '3 klucze', '5 kluczy', '22 klucze', '25 kluczy'])
  })

  it('is the one for most numbers where another language has more of them, or the number is not known', () => {
    const keys = countedIn('en')({ one: 'One key', other: '{count} keys' })
    expect(filled(keys, { count: 1 })).toBe('One key')
    expect(filled(keys, { count: 0 })).toBe('0 keys')
    expect(filled(keys, {}, { count: 'some' })).toBe('Some keys')
  })

  it('is chosen by the value that it names', () => {
    const done = countedIn('en')({ one: '{done} of {count} is back', other: '{done} of {count} are back' }, 'done')
    expect(filled(done, { done: 1, count: 3 })).toBe('1 of 3 is back')
    expect(filled(done, { done: 0, count: 1 })).toBe('0 of 1 are back')
  })
})

describe('numbers', () => {
  it('are written as the language writes them', () => {
    expect([7, 999, 1_000, 1_234_567].map((number) => sayNumber('en-GB', number))).toEqual([
      '7',
      '999',
      '1,000',
      '1,234,567',
    ])
    expect(sayNumber('de', 12_345)).toBe('12.345')
    expect(filled(countedIn('en')({ other: '{done} of {count}' }), { done: 9_999, count: 10_000 })).toBe(
      '9,999 of 10,000',
    )
  })

  it('stay lengths of time where they are', () => {
    const gap = countedIn('en')({ one: 'one in {gapMs}', other: '{renewals} in {gapMs}, {seconds}' }, 'renewals')
    expect(filled(gap, { renewals: 2, gapMs: 5_400_000, seconds: 90_000 })).toBe(
      '2 in 1\u00a0h 30\u00a0min, 1\u00a0d 1\u00a0h',
    )
  })
})
