import { describe, expect, it } from 'vitest'
import { unseenIn, visibleJson, visibleLine, visibleText } from '../../../shared/text/visible-text.ts'

const HOSTILE: [string, string, string][] = [
  [
    'an escape sequence that writes to the clipboard',
    'a\u001b]52;c;ZXZpbA==\u0007b',
    'a<U+001B>]52;c;ZXZpbA==<U+0007>b',
  ],
  ['one that erases the line', 'a\u001b[2K\rb', 'a<U+001B>[2K<U+000D>b'],
  ['the same in one letter', 'a\u009b2Kb', 'a<U+009B>2Kb'],
  ['a backspace', 'good\b\b\b\bevil', 'good<U+0008><U+0008><U+0008><U+0008>evil'],
  ['a turned direction', 'https://a/\u202egpj.exe', 'https://a/<U+202E>gpj.exe'],
  ['an isolate', '\u2066a\u2069', '<U+2066>a<U+2069>'],
  ['letters of no width', 'a\u200bb\ufeffc\u00add', 'a<U+200B>b<U+FEFF>c<U+00AD>d'],
  ['a joiner where nothing is joined', 'pay\u200dpal', 'pay<U+200D>pal'],
  ['half a letter', 'a\ud800b', 'a<U+D800>b'],
  ['a letter of the hidden alphabet', 'a\u{e0041}b', 'a<U+E0041>b'],
  ['another line break', 'a\u2028b', 'a<U+2028>b'],
]

describe('what nobody can see', () => {
  it.each(HOSTILE)('%s becomes a mark', (_what, text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })

  it.each(HOSTILE)('%s is the same after JSON was read again', (_what, text) => {
    const json = visibleJson(JSON.stringify({ text }))
    expect(visibleText(json)).toBe(json)
    expect(JSON.parse(json)).toEqual({ text })
  })

  it('is named, by the first of them', () => {
    expect(unseenIn('a\u202eb\u001bc')).toBe('<U+202E>')
    expect(unseenIn('two\nlines')).toBe('<U+000A>')
    expect(unseenIn('Institut für Röntgen')).toBeNull()
  })
})

describe('what people write', () => {
  it.each(['Institut für Röntgen', 'می\u200cخواهم', '👩\u200d⚕️', 'बंगाल क्\u200dष', '日本語', 'שלום', 'a\tb\nc'])(
    '%s stays',
    (text) => {
      expect(visibleText(text)).toBe(text)
    },
  )

  it('stays in one line within a sentence', () => {
    expect(visibleLine('a\r\nb\tc')).toBe('a b c')
  })
})
