/** A server's own reason is shown in one short line, and never brings back what we sent. */

import { describe, expect, it } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import { reasonOf, withReason } from '../../../shared/systems/server-reason.ts'
import { en } from '../../../shared/text/en.ts'
import { faultSentence } from '../../../shared/text/sentence.ts'
import { fc } from '../../kit/properties.ts'
import { HTML, replyWith } from '../samples.ts'

const reason = (said: unknown, ...sent: string[]): string | null =>
  reasonOf(
    { error_description: said },
    sent.map((text) => new Secret(text)),
  )

describe('the reason', () => {
  it('is told behind our own sentence, marked as the server’s', () => {
    const reply = replyWith(400, { error: 'invalid_request', error_description: 'nonce required' })
    const trouble = withReason(fault('session_ended', { status: 400 }), reply, [])
    expect(faultSentence(en, trouble, { name: 'ward' })).toBe(
      'The server has ended the session of this sign-in (status 400). The server’s own words: “nonce required”. Next: Sign in again: "everbearer sign-in ward".',
    )
    expect(faultSentence(en, fault('session_ended'), { name: 'ward' })).not.toContain('words')
  })

  it.each([
    ['detail', 'Token is blacklisted'],
    ['message', 'Unknown client'],
    ['error_message', 'no such user'],
  ])('is read where frameworks write it: %s', (field, text) => {
    expect(reasonOf({ [field]: text }, [])).toBe(text)
  })

  it.each([7, null, ['x'], { a: 1 }, '', '   ', '\u0000\u001b'])('is nothing in %j', (said) => {
    expect(reason(said)).toBeNull()
  })

  it('is not taken from a page', () => {
    const reply = replyWith(403, HTML, { 'content-type': 'text/html' })
    expect(withReason(fault('refused'), reply, [])).toEqual(fault('refused'))
  })

  it('is one line of visible characters, and short', () => {
    expect(reason('first\r\n\tsecond\u202e\u200b\u001b[31m third')).toBe('first second[31m third')
    const long = reason('so it is '.repeat(100)) ?? ''
    expect([long.length <= 160, long.endsWith('…')]).toEqual([true, true])
  })

  it.each([
    ['as it is', 'the token s3cret-1 is over', 's3cret-1'],
    ['in other letters', 'THE TOKEN S3CRET-1 IS OVER', 's3cret-1'],
    ['in two halves', 'the token s3cr\u200bet-1 is over', 's3cret-1'],
    ['form encoded', 'secret=a+b%26c was wrong', 'a b&c'],
    ['percent-encoded', 'secret=a%20b%26c was wrong', 'a b&c'],
    ['in the header of a client', `bad header Basic ${Buffer.from('ward:hunter2').toString('base64')}`, 'hunter2'],
    ['in that header, form encoded', `bad header Basic ${Buffer.from('w:a+b%26c').toString('base64')}`, 'a b&c'],
    ['in base64url', `secret=${Buffer.from('pass>>word?').toString('base64url')}`, 'pass>>word?'],
    ['in hex', `secret=${Buffer.from('hunter2').toString('hex')}`, 'hunter2'],
  ])('leaves out what was sent, %s', (_how, said, sent) => {
    expect(reason(said, sent)).toMatch(/•••(?![\w=])/)
  })

  it('leaves out all of it, also behind letters that are longer in lower case', () => {
    expect(reason(`${'İ'.repeat(8)} hunter2 was wrong`, 'hunter2')).toBe(`${'İ'.repeat(8)} ••• was wrong`)
  })

  it('takes what was sent for text, whatever it would mean in a pattern', () => {
    expect(reason('the secret a.*b(c is wrong, axxb(c is not', 'a.*b(c')).toBe('the secret ••• is wrong, axxb(c is not')
  })

  it('leaves out whatever looks like a token, sent or not', () => {
    const basic = Buffer.from('desk:a client secret').toString('base64')
    expect(reason(`header was Basic ${basic} there`)).toBe('header was Basic ••• there')
    expect(reason(`eyJhbGciOiJub25lIn0.${'x'.repeat(40)}.`)).toBeNull()
  })

  it('never has a secret in it, whatever surrounds it', () => {
    const secrets = fc
      .string({ minLength: 3, maxLength: 40 })
      .filter((text) => text.trim() === text && /^[\x21-\x7e]+$/.test(text))
    fc.assert(
      fc.property(fc.string(), secrets, fc.string(), (before, secret, after) => {
        fc.pre(!'•••'.includes(secret))
        expect((reason(`${before}${secret}${after}`, secret) ?? '').toLowerCase()).not.toContain(secret.toLowerCase())
      }),
    )
  })
})
