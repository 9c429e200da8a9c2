import { describe, expect, it } from 'vitest'
import {
  bytesFromBase64url,
  bytesToBase64url,
  textFromBase64url,
  textToBase64url,
} from '../../../shared/encoding/base64url.ts'
import { processorMs } from '../../kit/processor-time.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../any-text.ts'

describe('bytes', () => {
  it('come back as they were, written as everyone else writes them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = bytesToBase64url(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect(bytesFromBase64url(text)).toEqual(bytes)
      }),
    )
  })

  it('are read from the plain alphabet with padding too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(bytesFromBase64url(Buffer.from(bytes).toString('base64'))).toEqual(bytes)
      }),
    )
  })

  it.each([
    ['a foreign letter', 'ab*d'],
    ['a space inside', 'ab cd'],
    ['a line break at the end', 'abcd\n'],
    ['a letter of another script', 'abcе'],
    ['an impossible length', 'abcde'],
    ['an impossible length, padded', 'a==='],
    ['padding in the middle', 'ab==cd'],
    ['nothing but padding', '===='],
  ])('are not read from %s', (_what, text) => {
    expect(bytesFromBase64url(text)).toBeNull()
  })

  it('are refused in no time, however much padding there is', () => {
    const long = `${'='.repeat(1_000_000)}x`
    expect(processorMs(() => expect(bytesFromBase64url(long)).toBeNull())).toBeLessThan(1_000)
  })
})

describe('text', () => {
  it('comes back as it was, written as everyone else writes it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(textToBase64url(text)).toBe(Buffer.from(text, 'utf8').toString('base64url'))
        expect(textFromBase64url(textToBase64url(text))).toBe(text)
      }),
    )
  })

  it.each([
    ['one half of a character', 'a\ud83d', 'a\ufffd'],
    ['the other half', '\udc4bb', '\ufffdb'],
    ['both halves in the wrong order', '\udc4b\ud83d', '\ufffd\ufffd'],
  ])('with %s gets the replacement character', (_what, text, back) => {
    expect(textFromBase64url(textToBase64url(text))).toBe(back)
  })

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a character cut short', [0xe2, 0x82]],
    ['a needlessly long form', [0xc0, 0xaf]],
    ['a surrogate written as bytes', [0xed, 0xa0, 0x80]],
    ['a byte that UTF-8 never has', [0xff]],
    ['more than Unicode holds', [0xf4, 0x90, 0x80, 0x80]],
  ])('is not read from %s', (_what, bytes) => {
    expect(textFromBase64url(bytesToBase64url(Uint8Array.from(bytes)))).toBeNull()
  })

  it('is read from bytes, or not, just as the runtime itself decides', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const decoded = (bytes: Uint8Array) => {
      try {
        return decoder.decode(bytes)
      } catch {
        return null
      }
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (bytes) => {
        expect(textFromBase64url(bytesToBase64url(bytes))).toBe(decoded(bytes))
      }),
      { numRuns: 1_000 },
    )
  })
})
