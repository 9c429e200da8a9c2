/** What a caller gets of a token at the edges of its life. */
import { expect, test } from 'vitest'
import { tokenOrFault } from '../../../electron/core/renewal/token-for-caller.ts'
import { fault } from '../../../shared/fault.ts'
import { connection, NOW, tokenSet } from '../../shared/samples.ts'

const of = (changes: Parameters<typeof tokenSet>[0]) => connection({ tokens: tokenSet(changes) })
const moment = { now: NOW, hard: null, inUse: false }
const OFFLINE = fault('offline')

test('the same object is given again for as long as it says the same, its warning as well', () => {
  const endless = of({ expiresAt: null, expirySource: 'none' })
  const first = tokenOrFault(endless, moment, null)
  expect(first.warning).toMatchObject({ code: 'end_unknown' })
  expect(tokenOrFault(endless, moment, null)).toBe(first)
  expect(tokenOrFault(endless, moment, fault('offline'))).not.toBe(first)
})

test('a token with a second left would end on its way, and is none', () => {
  expect(() => tokenOrFault(of({ expiresAt: NOW + 1_000 }), moment, null)).toThrow('token_expired')
  expect(() => tokenOrFault(of({ expiresAt: NOW + 1_000 }), moment, OFFLINE)).toThrow('offline')
  expect(tokenOrFault(of({ expiresAt: NOW + 1_001 }), moment, OFFLINE)).toMatchObject({ warning: OFFLINE })
})

test('of a life under a second three quarters count, with how little that is', () => {
  const brief = (left: number) => of({ issuedAt: NOW - 800 + left, expiresAt: NOW + left })
  const short = fault('shorter_life', { name: 'ward', seconds: 1 })
  expect(tokenOrFault(brief(800), moment, short)).toMatchObject({ warning: short })
  expect(tokenOrFault(brief(201), moment, short)).toMatchObject({ warning: short })
  expect(() => tokenOrFault(brief(200), moment, null)).toThrow('token_expired')
})

test('without one the trouble is told, else that there is none', () => {
  expect(() => tokenOrFault(of({ accessToken: null }), moment, null)).toThrow('token_missing')
  expect(() => tokenOrFault(of({ accessToken: null }), moment, OFFLINE)).toThrow('offline')
  expect(() => tokenOrFault(connection({ tokens: null }), moment, null)).toThrow('token_missing')
})

test('what nothing can renew is handed out with how long it has, past a doubted end with that doubt', () => {
  const OVER = fault('token_expired', { name: 'ward' })
  const expirySource = 'expires_in' as const
  expect(tokenOrFault(of({ expiresAt: NOW + 90_000 }), moment, OVER).warning).toMatchObject({
    code: 'shorter_life',
    params: { seconds: 90 },
  })
  const doubted = { expiresAt: NOW - 1, endDoubted: true as const, expirySource }
  expect(tokenOrFault(of(doubted), moment, OVER).warning).toMatchObject({ code: 'end_unknown' })
  expect(tokenOrFault(of(doubted), moment, OFFLINE).warning).toEqual(OFFLINE)
  expect(() => tokenOrFault(of({ expiresAt: NOW - 1, expirySource }), moment, OVER)).toThrow('token_expired')
})
