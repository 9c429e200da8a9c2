import { describe, expect, it } from 'vitest'
import { isHtml } from '../../shared/html-reply.ts'
import { formEncode, formPart, jsonOf, wholeReplyOf } from '../../shared/http.ts'
import { fc } from '../kit/properties.ts'
import { HTML, replyWith } from './samples.ts'

describe('form encoding', () => {
  it('is read back by everyone as what was written', () => {
    const fields = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(fields, (written) => {
        expect(Object.fromEntries(new URLSearchParams(formEncode(written)))).toEqual(written)
      }),
    )
  })

  it.each([
    ['a b', 'a+b'],
    ['a+b', 'a%2Bb'],
    ["!'()*~", '%21%27%28%29%2A~'],
    ['a:b@c/d?e&f=g%h', 'a%3Ab%40c%2Fd%3Fe%26f%3Dg%25h'],
    ['é€😀', '%C3%A9%E2%82%AC%F0%9F%98%80'],
    ['\r\n', '%0D%0A'],
    ['half \ud83d', 'half+%EF%BF%BD'],
  ])('writes %j as %j', (text, encoded) => {
    expect(formPart(text)).toBe(encoded)
  })
})

describe('JSON in a reply', () => {
  it.each([
    ['an object', '{"a":1}', { a: 1 }],
    ['one with space around it', ' \n{"a":1}\n', { a: 1 }],
    ['one after a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['nothing', '', undefined],
    ['broken JSON', '{"a":', undefined],
    ['two objects', '{}{}', undefined],
    ['a page', HTML, undefined],
  ])('%s', (_what, body, value) => {
    expect(jsonOf(replyWith(200, body))).toEqual(value)
  })
})

describe('a reply that broke off', () => {
  const failure = { kind: 'failure', trouble: 'reply_lost', sent: true, detail: '', sentAt: 1, receivedAt: 2 } as const

  it('is whole where its JSON is', () => {
    const begun = { status: 200, headers: { date: 'x' }, body: ' {"a":[]}\n' }
    const via = { proxy: 'proxy.example' }
    expect(wholeReplyOf({ ...failure, begun, via })).toEqual({ kind: 'reply', ...begun, via, sentAt: 1, receivedAt: 2 })
  })

  it.each(['', '{"a":1', '{"a":1}{', '1234', '"a"', 'null', 'a=1&b=2'])('is not with %j', (body) => {
    expect(wholeReplyOf({ ...failure, begun: { status: 200, headers: {}, body } })).toBeNull()
  })

  it('is not where nothing has come', () => {
    expect(wholeReplyOf(failure)).toBeNull()
  })
})

describe('a page instead of an answer', () => {
  it.each([
    ['its type says so', 'text/html; charset=utf-8', 'Welcome', true],
    ['its type says so in capitals', 'TEXT/HTML', '', true],
    ['it says so itself', 'text/plain', HTML, true],
    ['it says so itself after space and mark', '', `\ufeff\n ${HTML}`, true],
    ['it says so itself, without a type', '', '<html lang="en">', true],
    ['JSON under the name of HTML', 'text/html', ' {"access_token":"a"}', false],
    ['JSON', 'application/json', '{}', false],
    ['plain text', 'text/plain', 'no', false],
    ['XML', 'application/xml', '<?xml version="1.0"?><error/>', false],
    ['nothing', '', '', false],
  ])('%s', (_what, type, body, html) => {
    expect(isHtml(replyWith(200, body, { 'content-type': type }))).toBe(html)
  })
})
