import { describe, expect, test } from 'vitest'
import type { Connection } from '../../../shared/connections/connection.ts'
import { Secret } from '../../../shared/secret.ts'
import {
  restoreRefreshToken,
  supersedeRefreshToken,
  whyNotRestorable,
  withLateSuccessor,
} from '../../../shared/tokens/earlier-refresh-token.ts'
import { connection, NOW, tokenSet } from '../samples.ts'

const present = new Secret('the-one-that-is-there')
const before = new Secret('the-one-before')
const superseded = (sentAgain: boolean) => ({ refreshToken: before, at: NOW - 1_000, sentAgain })
const refused = (code: string, generation = 3) => ({ generation, at: NOW, fault: { code, params: {} } })
const of = (changes: Partial<Connection> = {}): Connection =>
  connection({ tokens: tokenSet({ refreshToken: present }), ...changes })

describe('what another refresh token takes the place of', () => {
  test('is kept for a person alone; without one nothing changes', () => {
    expect(supersedeRefreshToken(of(), NOW)).toEqual({ refreshToken: present, at: NOW, sentAgain: true })
    expect(supersedeRefreshToken(of({ tokens: tokenSet({ refreshToken: null }) }), NOW)).toBe(null)
    expect(supersedeRefreshToken(of({ tokens: null, superseded: superseded(false) }), NOW)).toEqual(superseded(false))
  })

  test('gives way to one before it that has renewed, and to no other', () => {
    expect(supersedeRefreshToken(of({ superseded: superseded(true) }), NOW)).toEqual(superseded(true))
    expect(supersedeRefreshToken(of({ superseded: superseded(false) }), NOW)).toMatchObject({ refreshToken: present })
  })
})

describe('none is brought back', () => {
  const why = (changes: Partial<Connection>) => {
    const trouble = whyNotRestorable(of(changes))
    return trouble === null ? null : [trouble.code, trouble.params['why'] ?? null]
  }

  test('where there is none before', () => {
    expect(why({})).toEqual(['nothing_to_restore', 'refresh_token'])
    expect(why({ refused: refused('invalid_grant') as Connection['refused'] })).toEqual([
      'nothing_to_restore',
      'refresh_token',
    ])
  })

  test('on another machine, whatever else is so', () => {
    const elsewhere = refused('moved_machine') as Connection['refused']
    expect(why({ refused: elsewhere })).toEqual(['moved_machine', null])
    expect(why({ refused: elsewhere, superseded: superseded(true) })).toEqual(['moved_machine', null])
  })

  test('where the server itself gave the present one, until it refuses that', () => {
    expect(why({ superseded: superseded(false) })).toEqual(['nothing_to_restore', 'successor'])
    expect(why({ superseded: superseded(true) })).toBe(null)
    const no = refused('invalid_grant') as Connection['refused']
    expect(why({ superseded: superseded(false), refused: no })).toBe(null)
    expect(why({ superseded: superseded(false), tokens: tokenSet({ refreshToken: null }) })).toBe(null)
    expect(why({ superseded: superseded(false), tokens: null })).toBe(null)
  })

  test('what was refused of an earlier generation does not count', () => {
    const old = refused('invalid_grant', 2) as Connection['refused']
    expect(why({ superseded: superseded(false), refused: old })).toEqual(['nothing_to_restore', 'successor'])
  })
})

describe('one that is brought back', () => {
  test('changes places with the present one, as newer tokens, and once more undoes it', () => {
    const once = restoreRefreshToken(of({ superseded: superseded(false), asked: null }), NOW)
    expect(once.tokens).toMatchObject({ refreshToken: before, generation: 4 })
    expect(once.tokens?.accessToken).toEqual(tokenSet().accessToken)
    expect(once.superseded).toEqual({ refreshToken: present, at: NOW, sentAgain: true })
    const twice = restoreRefreshToken(once, NOW + 1)
    expect(twice.tokens).toMatchObject({ refreshToken: present, generation: 5 })
    expect(twice.superseded).toMatchObject({ refreshToken: before })
  })

  test('leaves nothing behind where there was none, and does nothing where there is none before', () => {
    expect(restoreRefreshToken(of({ tokens: null, superseded: superseded(true) }), NOW)).toMatchObject({
      tokens: { refreshToken: before, generation: 1 },
      superseded: null,
    })
    const none = of()
    expect(restoreRefreshToken(none, NOW)).toBe(none)
  })

  test('takes a refusal away, and keeps what programs have said of the access token', () => {
    const said = of({
      superseded: superseded(true),
      refused: refused('invalid_grant') as Connection['refused'],
      rejectedGeneration: 3,
    })
    expect(restoreRefreshToken(said, NOW)).toMatchObject({ refused: null, asked: null, rejectedGeneration: 4 })
    expect(restoreRefreshToken({ ...said, rejectedGeneration: 2 }, NOW).rejectedGeneration).toBe(null)
  })
})

test('an answer that comes late is for the one that was sent, where that lies now, and for no other', () => {
  const successor = new Secret('its-successor')
  const current = of({ superseded: superseded(true), rejectedGeneration: 3 })
  const late = (sent: Secret | null, came: Secret | null = successor) =>
    withLateSuccessor(current, tokenSet({ refreshToken: sent }), tokenSet({ refreshToken: came }))
  expect(late(before)).toEqual({ ...current, superseded: { ...superseded(true), refreshToken: successor } })
  expect(late(present)).toEqual({
    ...current,
    tokens: { ...current.tokens, refreshToken: successor, generation: 4 },
    rejectedGeneration: 4,
  })
  for (const same of [late(new Secret('another')), late(null), late(before, null), late(present, present)])
    expect(same).toBe(current)
  expect(withLateSuccessor(current, tokenSet({ refreshToken: present }), null)).toBe(current)
})
