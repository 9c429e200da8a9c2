import { describe, expect, it } from 'vitest'
import type { FaultCode } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import type { Sentence } from '../../../shared/text/counted.ts'
import { en } from '../../../shared/text/en.ts'
import type { Told } from '../../../shared/text/fault-text.ts'
import { faultMessage, faultSentence } from '../../../shared/text/sentence.ts'
import { callSites, sitesIn } from './call-sites.ts'

const codes = Object.keys(FAULT_KIND) as FaultCode[]
const tellings: [string, Told][] = codes.flatMap((code) => {
  const { cases = {}, ...own } = en.faults[code]
  const ways = [[code, own] as const, ...Object.entries(cases).map(([why, way]) => [`${code}/${why}`, way] as const)]
  return ways.flatMap(([way, { say, next }]) => formsOf(say).map((form): [string, Told] => [way, { say: form, next }]))
})

/** Each of the ways in which a sentence is said, where it counts. */
function formsOf(sentence: Sentence): readonly string[] {
  if (typeof sentence === 'string') return [sentence]
  const { language: _language, counts: _counts, ...forms } = sentence
  return Object.values(forms)
}

/** Placeholders that stand outside square brackets: without their value a sentence has a hole. */
function needed(template: string): string[] {
  return [...template.replace(/\[[^[\]]*\]/g, '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Given by the teller where the fault itself lacks them. */
const KNOWN = ['name', 'path', 'command']

describe('every fault', () => {
  it.each(tellings)('%s has a sentence and a next step that a tired person can read', (_code, { say, next }) => {
    for (const text of [say, next]) {
      expect(text).toMatch(/^[A-Z{[]/)
      expect(text).toMatch(/\.$/)
      expect(text).not.toMatch(/\n| {2}|!/)
      expect([...text.matchAll(/[[\]]/g)].length % 2).toBe(0)
    }
    expect(say.length).toBeLessThanOrEqual(130)
    expect(next.length).toBeLessThanOrEqual(130)
  })

  it.each(tellings)('%s blames nobody and keeps to plain words', (_code, { say, next }) => {
    expect(`${say} ${next}`.replace(/\{\w+\}/g, '')).not.toMatch(
      /\b(invalid|illegal|fatal|failed|oops|sorry|please|you must|your fault|error)\b/i,
    )
  })

  it('tells a blank for every placeholder that must be there', () => {
    const missing = tellings.flatMap(([code, { say, next }]) =>
      [...needed(say), ...needed(next)]
        .filter((name) => !['path', 'command'].includes(name) && en.blanks[name] === undefined)
        .map((name) => `${code}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('keeps no blank that no sentence needs', () => {
    const used = new Set(tellings.flatMap(([, { say, next }]) => [...needed(say), ...needed(next)]))
    expect(Object.keys(en.blanks).filter((name) => !used.has(name))).toEqual([])
  })

  it('has in a command to copy no blank but a word in capitals', () => {
    const lines = codes.map((code) => faultSentence(en, { code, params: {} }))
    const copied = lines.flatMap((line) =>
      [...line.matchAll(/"(everbearer [^"]*)"/g)].map(([, command = '']) => command),
    )
    expect(copied.length).toBeGreaterThan(50)
    const words = Object.values(en.blanks).filter((blank) => blank !== blank.toUpperCase())
    expect(copied.filter((command) => words.some((blank) => new RegExp(`\\b${blank}\\b`).test(command)))).toEqual([])
  })

  it('begins with a capital letter also where it begins with a blank', () => {
    expect(faultMessage(en, { code: 'required_missing', params: {} }).say).toBe('A field is missing.')
    expect(faultMessage(en, { code: 'space_inside', params: {} }).say).toContain('inside a field.')
  })

  it.each(codes)('%s can be told without any parameter', (code) => {
    const sentence = faultSentence(en, { code, params: {} })
    expect(sentence).not.toMatch(/[{}[\]]|undefined|(?<!")\?/)
  })
})

describe('the places that make faults', () => {
  const sites = callSites()

  it('are found', () => {
    expect(sites.length).toBeGreaterThan(40)
    expect(sites.some(({ code, params }) => code === 'out_of_range' && params.includes('least'))).toBe(true)
  })

  it('give what the sentences need', () => {
    const holes = sites.flatMap(({ place, code, params }) => {
      const { say, next } = en.faults[code]
      const lacking = [...formsOf(say).flatMap(needed), ...needed(next)].filter(
        (name) => ![...KNOWN, ...params].includes(name),
      )
      return lacking.map((name) => `${place}: ${code} lacks ${name}`)
    })
    expect(holes).toEqual([])
  })

  it('would be reported if they did not', () => {
    const source =
      "raise('placeholder_missing', { name })\nmistake(all, `settings.a`, 'out_of_range', { field: f(a, b), least: 0 })"
    expect(sitesIn('made-up.ts', source)).toEqual([
      { place: 'made-up.ts', code: 'placeholder_missing', params: ['name'] },
      { place: 'made-up.ts', code: 'out_of_range', params: ['field', 'least'] },
    ])
  })
})

describe('telling a fault', () => {
  it('fills what is there and leaves out the rest', () => {
    expect(faultMessage(en, { code: 'refused', params: { status: 401 } }, { name: 'ward-3' })).toEqual({
      say: 'The server refused to renew this token (status 401).',
      next: 'Get a new pair from the server, then save it with "everbearer edit ward-3".',
    })
    expect(faultMessage(en, { code: 'refused', params: {} }).say).toBe('The server refused to renew this token.')
  })

  it('calls fields by their label, in the system where it is known', () => {
    const mistake = { code: 'required_missing', params: { field: 'secrets.accessToken' } } as const
    expect(faultMessage(en, mistake).say).toBe('Access token is missing.')
    expect(faultMessage(en, { code: 'required_missing', params: { field: 'grant' } }, { system: 'oauth2' }).say).toBe(
      'Grant is missing.',
    )
  })

  it('chooses the case that the fault names', () => {
    const { say, next } = faultMessage(en, {
      code: 'usage',
      params: { why: 'unknown_command', word: 'tokne', suggestion: 'token' },
    })
    expect(say).toBe('There is no such command: "tokne".')
    expect(next).toBe('Did you mean "everbearer token"? Run "everbearer --help" to see all commands.')
  })

  it('says moments and lengths of time as people do', () => {
    expect(faultMessage(en, { code: 'token_already_expired', params: { at: '2026-12-21T07:30:00.000Z' } }).say).toBe(
      'This access token expired at 2026-12-21 07:30 UTC.',
    )
    expect(faultMessage(en, { code: 'shorter_life', params: { seconds: 5400 } }).say).toContain(
      'valid for 1\u00a0h 30\u00a0min only',
    )
  })

  it('lets no value break the line or the terminal', () => {
    const { say } = faultMessage(en, { code: 'file_unreadable', params: { path: 'a\nb\u001b[2Jc{name}[x]' } })
    expect(say).toBe('The file cannot be read: a b<U+001B>[2Jc{name}[x].')
  })
})
