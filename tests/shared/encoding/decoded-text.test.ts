import { describe, expect, it } from 'vitest'
import { decodedText } from '../../../shared/encoding/decoded-text.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../any-text.ts'

const NAME = 'Institut für Röntgen – „Nord“ €'

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values)
}

function windows1252(text: string): Uint8Array {
  const decoder = new TextDecoder('windows-1252')
  const letters = Array.from({ length: 256 }, (_, byte) => decoder.decode(bytes(byte)))
  return Uint8Array.from([...text].map((letter) => letters.indexOf(letter)))
}

describe('a file of UTF-8', () => {
  it('is what the platform reads, for any text', () => {
    const withoutNul = anyText.map((text) => text.replaceAll('\0', '').replace(/^\ufeff/, ''))
    fc.assert(
      fc.property(withoutNul, (text) => {
        expect(decodedText(new TextEncoder().encode(text))).toEqual({ text, encoding: 'utf-8' })
      }),
    )
  })

  it('is never taken for UTF-8 where the platform says it is none', () => {
    const oracle = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const some = fc.uint8Array({ minLength: 1, maxLength: 6, min: 0x70, max: 0xff })
    fc.assert(
      fc.property(some, (raw) => {
        let fits = true
        try {
          oracle.decode(raw)
        } catch {
          fits = false
        }
        const wide = raw[0] === 0xff || raw[0] === 0xfe || (raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf)
        if (!wide) expect(decodedText(raw)?.encoding === 'utf-8').toBe(fits)
      }),
      { numRuns: 3_000 },
    )
  })

  it('may begin with a byte order mark, and be large', () => {
    expect(decodedText(bytes(0xef, 0xbb, 0xbf, 0x61))).toEqual({ text: 'a', encoding: 'utf-8' })
    const text = 'ß'.repeat(300_000)
    expect(decodedText(new TextEncoder().encode(text))?.text).toBe(text)
  })
})

describe('what Windows writes', () => {
  it('as "ANSI" is read letter by letter', () => {
    expect(decodedText(windows1252(NAME))).toEqual({ text: NAME, encoding: 'windows-1252' })
  })

  it('as "Unicode" is read, in either order of bytes', () => {
    const little = new Uint8Array(Buffer.from(`\ufeff${NAME}`, 'utf16le'))
    const big = new Uint8Array(Buffer.from(`\ufeff${NAME}`, 'utf16le').swap16())
    expect(decodedText(little)).toEqual({ text: NAME, encoding: 'utf-16' })
    expect(decodedText(big)).toEqual({ text: NAME, encoding: 'utf-16' })
  })
})

describe('nothing is guessed of', () => {
  it.each([
    ['UTF-8 that was damaged', Uint8Array.from([...new TextEncoder().encode('für '), 0xfc])],
    ['UTF-8 with its mark, damaged', bytes(0xef, 0xbb, 0xbf, 0x61, 0xfc)],
    ['a byte that Windows-1252 has no letter for', bytes(0x61, 0x81)],
    ['a program', bytes(0x7f, 0x45, 0x4c, 0x46, 0x02, 0x01, 0x00)],
    ['UTF-16 without its mark', new Uint8Array(Buffer.from('abc', 'utf16le'))],
    ['half a letter of UTF-16', bytes(0xff, 0xfe, 0x61)],
    ['half a pair of UTF-16', bytes(0xff, 0xfe, 0x00, 0xd8)],
    ['an escape sequence among accents', bytes(0x1b, 0x5b, 0x31, 0x6d, 0xfc)],
  ])('%s', (_what, raw) => {
    expect(decodedText(raw)).toBeNull()
  })
})
