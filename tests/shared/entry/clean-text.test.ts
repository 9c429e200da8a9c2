import { describe, expect, it } from 'vitest'
import { cleanText } from '../../../shared/entry/clean-text.ts'
import { plainWord } from '../../../shared/entry/plain-word.ts'
import { jwt } from '../../kit/jwt.ts'
import { markerSecret } from '../../kit/markers.ts'
import { processorMs } from '../../kit/processor-time.ts'
import { fc } from '../../kit/properties.ts'

const SPACE = 'surrounding_space'
const QUOTES = 'surrounding_quotes'
const BEARER = 'bearer_prefix'

describe('a token is freed', () => {
  it.each([
    ['of nothing', 'abc', []],
    ['of space', '  abc\r\n', [SPACE]],
    ['of what cannot be seen', '\ufeff\u200babc\u2060\u00a0', [SPACE]],
    ['of quotes', '"abc"', [QUOTES]],
    ['of a word processor’s quotes', '“abc”', [QUOTES]],
    ['of quotes from two programs', '„"abc"'.slice(1), [QUOTES]],
    ['of backticks', '`abc`', [QUOTES]],
    ['of quotes and space around and inside', ' " abc " ', [SPACE, QUOTES]],
    ['of what cannot be seen inside quotes', '"\u200babc"', [QUOTES, SPACE]],
    ['of Bearer', 'Bearer abc', [BEARER]],
    ['of bearer and much space', 'bearer \t abc', [BEARER]],
    ['of a whole header', 'Authorization: Bearer abc', [BEARER]],
    ['of a header in quotes', '"authorization:BEARER abc"', [QUOTES, BEARER]],
    ['of quotes after Bearer', 'Bearer "abc"', [BEARER, QUOTES]],
    ['of Bearer twice', 'Bearer Bearer abc', [BEARER]],
  ])('%s', (_what, typed, repairs) => {
    expect(cleanText(typed, 'token')).toEqual({ text: 'abc', repairs })
  })

  it.each([
    ['a quote on one side only', '"abc'],
    ['a quote inside', 'a"b"c'],
    ['Bearer without space', 'Bearerabc'],
    ['another scheme', 'Basic abc'],
    ['a space inside', 'ab c'],
  ])('but keeps %s', (_what, typed) => {
    expect(cleanText(typed, 'token')).toEqual({ text: typed, repairs: [] })
  })

  it.each([
    ['nothing', '', []],
    ['space alone', ' \n ', [SPACE]],
    ['empty quotes', '""', [QUOTES]],
    ['one quote', '"', []],
  ])('when it is %s', (_what, typed, repairs) => {
    expect(cleanText(typed, 'token')).toEqual({ text: typed === '"' ? typed : '', repairs })
  })

  it('once and for all: cleaning again finds nothing more', () => {
    const bits = fc.constantFrom(' ', '\n', '"', '\u200b', 'Bearer ', 'a', 'b c', 'x')
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 5 }), (parts) => {
        const first = cleanText(parts.join(''), 'token')
        expect(cleanText(first.text, 'token')).toEqual({ text: first.text, repairs: [] })
        expect(first.repairs.length > 0).toBe(first.text !== parts.join(''))
      }),
    )
  })

  it.each([
    ['spaces in the middle', `a${' '.repeat(1_000_000)}b`],
    ['quotes', '"'.repeat(1_000_000)],
    ['Bearers', 'Bearer '.repeat(150_000)],
  ])('in no time, however many %s there are', (_what, typed) => {
    expect(processorMs(() => void cleanText(typed, 'token'))).toBeLessThan(1_000)
  })
})

describe('a setting', () => {
  it('is freed of space and quotes, but Bearer may belong to it', () => {
    expect(cleanText(" 'Institute A' ", 'setting')).toEqual({ text: 'Institute A', repairs: [SPACE, QUOTES] })
    expect(cleanText('Bearer Institute', 'setting')).toEqual({ text: 'Bearer Institute', repairs: [] })
  })
})

describe('a wrong word', () => {
  it.each([
    'refreshtoken',
    'refresh_token',
    'acces-token',
    'baseURL',
    'clientID',
    'settigns',
    '__proto__',
    'constructor',
    'URL',
    'a'.repeat(30),
  ])('such as %s is said again', (word) => {
    expect(plainWord(word)).toBe(word)
  })

  it.each([
    ['a token', jwt({ exp: 1 })],
    ['a marker', markerSecret('key')],
    ['a number in hex', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a short random word', 'xKqPzmWvTb'],
    ['a random word with digits', 'a1b2c3d4'],
    ['a number', '1234'],
    ['a long word', 'a'.repeat(31)],
    ['words with space', 'correct horse'],
    ['another script', 'пароль'],
    ['nothing', ''],
  ])('is not said again when it is %s', (_what, word) => {
    expect(plainWord(word)).toBe('?')
  })
})
