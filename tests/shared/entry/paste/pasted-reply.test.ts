/** A server's whole reply in the field of one token: taken apart by form, add, edit and import alike. */
import { describe, expect, it } from 'vitest'
import { judgeDraft } from '../../../../shared/entry/judge-draft.ts'
import { systemNamed } from '../../../../shared/systems/registry.ts'
import { isoUtc } from '../../../../shared/time/instant.ts'
import { jwt } from '../../../kit/jwt.ts'
import { HOUR, NOW, settingsOf } from '../../samples.ts'

const END = Math.floor(NOW / 1_000) + 3_600
const ACCESS = jwt({ token_type: 'access', exp: END })
const REFRESH = jwt({ token_type: 'refresh', exp: END + 86_400 })
const OPAQUE = { access_token: 'opaque-token-1', refresh_token: 'opaque-token-2', token_type: 'Bearer' }

function judged(secrets: Record<string, unknown>, id = 'oauth2', settings: Record<string, unknown> = {}) {
  const system = systemNamed(id)
  if (system === null) throw new Error(`no system ${id}`)
  const plain = { baseUrl: 'https://api.example/', clientId: 'desk', ...settings }
  const endpoints = id === 'oauth2' ? { endpoints: { token: '/token' } } : {}
  const { draft, typedSecrets, mistakes } = judgeDraft(
    { settings: { ...plain, ...endpoints }, secrets },
    system,
    null,
    NOW,
  )
  const of = (field: string) => mistakes.filter((each) => each.field === `secrets.${field}`).map(({ code }) => code)
  return { secrets: draft.secrets, typedSecrets: [...typedSecrets].sort(), typedExpiresAt: draft.typedExpiresAt, of }
}

describe('a reply in the place of a token', () => {
  it.each<[string, Record<string, unknown>]>([
    ['as text', { accessToken: JSON.stringify(OPAQUE) }],
    ['spread over lines', { accessToken: JSON.stringify(OPAQUE, null, 2) }],
    ['in the place of the refresh token', { refreshToken: `\n${JSON.stringify(OPAQUE)}\n` }],
    ['in both places', { accessToken: JSON.stringify(OPAQUE), refreshToken: JSON.stringify(OPAQUE) }],
    ['as JSON itself', { accessToken: OPAQUE }],
    ['wrapped', { accessToken: JSON.stringify({ data: OPAQUE }) }],
    ['with an ID token before it', { accessToken: JSON.stringify({ id_token: jwt({ sub: 'me' }), ...OPAQUE }) }],
  ])('is taken apart: %s', (_how, typed) => {
    const { secrets, typedSecrets, of } = judged(typed)
    expect(secrets).toEqual({ accessToken: 'opaque-token-1', refreshToken: 'opaque-token-2' })
    expect(typedSecrets).toEqual(['accessToken', 'refreshToken'])
    for (const name of Object.keys(typed)) expect(of(name)).toEqual(['reply_taken_apart'])
  })

  it('is taken apart in the place of a whole edit, where nothing but tokens can be meant', () => {
    const [oauth2, osais] = ['oauth2', 'osais'].map((id) => systemNamed(id))
    if (oauth2 == null || osais == null) throw new Error('no such system')
    const base = { settings: settingsOf(), secrets: {}, typedExpiresAt: null }
    const edited = judgeDraft({ ...OPAQUE, expires_in: 3_600 }, oauth2, base, NOW)
    expect(edited.draft.secrets).toEqual({ accessToken: 'opaque-token-1', refreshToken: 'opaque-token-2' })
    expect(edited.draft.typedExpiresAt).toBe(NOW + HOUR)
    expect(edited.mistakes.map(({ code }) => code)).toContain('reply_taken_apart')
    expect(judgeDraft({ data: OPAQUE }, oauth2, base, NOW).typedSecrets).toHaveLength(2)
    // With anything of an entry in it, it is one; and a new connection needs more than tokens.
    for (const [raw, system, before] of [
      [{ ...OPAQUE, settings: {} }, oauth2, base],
      [{ error: 'invalid_grant' }, oauth2, base],
      [OPAQUE, osais, base],
      [OPAQUE, oauth2, null],
    ] as const)
      expect(() => judgeDraft(raw, system, before, NOW)).toThrow('unknown_key')
  })

  it('as simplejwt writes it, for a system that has an older form of it too', () => {
    const reply = JSON.stringify({ refresh: REFRESH, access: ACCESS })
    for (const id of ['oauth2', 'draw'])
      expect(judged({ accessToken: reply }, id).secrets).toEqual({ accessToken: ACCESS, refreshToken: REFRESH })
  })

  it.each<[string, unknown]>([
    ['seconds', 3_600],
    ['text', '3600'],
    ['words', '1 hour'],
    ['ISO 8601', 'PT1H'],
  ])('brings the end of an opaque token along, told in %s', (_how, expires_in) => {
    const { typedExpiresAt } = judged({ accessToken: JSON.stringify({ ...OPAQUE, expires_in }) })
    expect(typedExpiresAt).toBe(NOW + HOUR)
  })

  it('does not count before what was typed in its own place', () => {
    const typed = { accessToken: JSON.stringify({ ...OPAQUE, expires_in: 60 }), refreshToken: 'typed-by-hand' }
    const { secrets, typedExpiresAt } = judged(typed, 'oauth2', { expiresAt: isoUtc(NOW + HOUR) })
    expect(secrets).toEqual({ accessToken: 'opaque-token-1', refreshToken: 'typed-by-hand' })
    expect(typedExpiresAt).toBe(NOW + HOUR)
  })

  it.each<[string, unknown]>([
    ['cut off', JSON.stringify(OPAQUE).slice(0, 40)],
    ['of an error', JSON.stringify({ error: 'invalid_grant' })],
    ['with nothing in it', JSON.stringify({ expires_in: 60 })],
  ])('that brings no token is an error with a sentence of its own: %s', (_how, typed) => {
    const { secrets, of } = judged({ accessToken: typed, refreshToken: 'typed-by-hand' })
    expect([secrets, of('accessToken')]).toEqual([{ refreshToken: 'typed-by-hand' }, ['reply_unreadable']])
  })
})

describe('a token that lost its end', () => {
  it.each<[string, string, string[]]>([
    ['whole', ACCESS, []],
    ['in its second part', ACCESS.slice(0, 60), ['token_cut_off']],
    ['in its signature', ACCESS.slice(0, -9), ['token_perhaps_cut_off']],
  ])('is told while it is pasted: %s', (_where, token, codes) => {
    for (const id of ['oauth2', 'draw'])
      expect(judged({ accessToken: token, refreshToken: REFRESH }, id).of('accessToken')).toEqual(codes)
  })
})
