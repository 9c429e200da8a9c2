import { describe, expect, test } from 'vitest'
import { nextSteps, page } from '../../shared/text/en/page.ts'
import { en } from '../../shared/text/en.ts'
import type { FaultText } from '../../shared/text/fault-text.ts'
import { readTree } from '../arrows/tree.ts'

/** The page's sentences: short, whole, and none that nobody reads. */

type Words = { readonly [key: string]: string | Words }

/** The keys under which a sentence that counts has its forms; nobody asks for one of them by name. */
const FORMS = ['language', 'counts', 'one', 'other']

function leaves(words: Words, path: readonly string[] = []): readonly (readonly [string, string])[] {
  const counts = 'counts' in words && 'other' in words
  return Object.entries(words).flatMap(([key, value]) => {
    if (typeof value !== 'string') return leaves(value, [...path, key])
    return [[(counts && FORMS.includes(key) ? path : [...path, key]).join('.'), value] as const]
  })
}

const sentences = leaves(page)
const source = Object.entries(readTree(['renderer']))
  .map(([, text]) => text)
  .join('\n')

describe('each sentence', () => {
  test.each(sentences)('%s', (path, words) => {
    expect(words.trim()).toBe(words)
    expect(words.length).toBeLessThan(260)
    expect(words).not.toMatch(/'/)
    expect(words.replace(/\[[^\]]*\]|\{\w+\}/g, '')).not.toMatch(/[[\]{}]/)
    const key = path.split('.').at(-1) ?? ''
    // Stages of a test and kinds of faults are looked up by what the contract calls them.
    const isUsed = /^(testStages|help\.tries)\./.test(path) || new RegExp(`\\.${key}\\b|'${key}'`).test(source)
    expect(isUsed, `nobody reads ${path}`).toBe(true)
  })
})

test('next steps are whole sentences and send nobody to a terminal for what a button does', () => {
  for (const words of Object.values(nextSteps) as string[]) {
    expect(words).toMatch(/^[A-Z].*\.$/)
    expect(words.replace('"everbearer serve"', '')).not.toContain('everbearer ')
  }
})

/** Asked for by commands alone. */
const NEVER_ON_THE_PAGE: readonly string[] = [
  'no_callbacks',
  'nothing_blocks',
  'nothing_to_restore.gone_on',
  'nothing_to_restore.refresh_token',
  'nothing_to_restore.successor',
]

test('a fault that sends everybody else to one of the page’s own buttons sends the page there', () => {
  const told = Object.entries<FaultText>(en.faults).flatMap(([code, { next, cases = {} }]) => [
    [code, next] as const,
    ...Object.entries(cases).map(([why, own]) => [`${code}.${why}`, own.next] as const),
  ])
  const sent = told.filter(([, next]) => /everbearer (show|test|edit|sign-in|refresh|pause|resume) \{name\}/.test(next))
  expect(sent.length).toBeGreaterThan(20)
  const steps = Object.keys(nextSteps)
  const left = sent
    .map(([code]) => code)
    .filter((code) => !steps.some((step) => [code, code.split('.')[0]].includes(step)))
  expect(left.sort()).toEqual(NEVER_ON_THE_PAGE)
})
