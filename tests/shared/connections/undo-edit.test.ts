import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../shared/connections/connection.ts'
import { replacedSecrets, undoEdit } from '../../../shared/connections/undo-edit.ts'
import { Secret } from '../../../shared/secret.ts'
import { connection, NOW, settingsOf, tokenSet } from '../samples.ts'

const OWN = { origins: ['https://own.example'], open: false }
const OTHER = { origins: ['https://own.example', 'https://other.example'], open: false }
const secret = (text: string | null) => (text === null ? null : new Secret(text))

function made(access: string | null, refresh: string | null, more: Partial<Connection> = {}): Connection {
  const tokens = tokenSet({ accessToken: secret(access), refreshToken: secret(refresh), generation: 1 })
  return connection({ tokens, bound: OWN, ...more })
}

function secretsOf({ tokens, credentials, superseded }: Connection): (string | undefined)[] {
  const found = [tokens?.accessToken, tokens?.refreshToken, credentials.clientSecret?.secret, superseded?.refreshToken]
  return found.map((each) => each?.reveal())
}

const withClient = (text: string) => ({ credentials: { clientSecret: { secret: new Secret(text), since: NOW } } })

describe('an edit that is taken back', () => {
  it('brings the replaced ones back, as newer tokens, and keeps the refresh token that was pasted', () => {
    const [before, after] = [made('a', 'r', withClient('c')), made('a-2', 'r-2', withClient('c-2'))]
    const back = undoEdit(after, { before, after }, NOW)
    expect(secretsOf(back)).toEqual(['a', 'r', 'c', 'r-2'])
    expect(back.tokens?.generation).toBe(2)
  })

  it('leaves alone what a renewal has brought since for a refresh token that stayed', () => {
    const [before, after] = [made('a', 'r', withClient('c')), made('a-2', 'r', withClient('c-2'))]
    const now = made('a-3', 'r-3', withClient('c-2'))
    expect(secretsOf(undoEdit(now, { before, after }, NOW))).toEqual(['a-3', 'r-3', 'c', undefined])
  })

  it('brings the successor back of one that was under way', () => {
    const [before, after] = [made('a', 'r'), made('a', 'pasted')]
    const superseded = { refreshToken: new Secret('successor-of-r'), at: NOW, sentAgain: true }
    expect(secretsOf(undoEdit({ ...after, superseded }, { before, after }, NOW))).toEqual([
      'a',
      'successor-of-r',
      undefined,
      'pasted',
    ])
  })

  it('keeps nothing that was entered for another server, or given by it', () => {
    const settings = settingsOf({ baseUrl: 'https://other.example/' })
    const before = connection({ tokens: null, bound: OWN, credentials: {} })
    const after = made('a-2', 'r-2', { ...withClient('c-2'), bound: OTHER, settings })
    const back = undoEdit(made('a-3', 'r-3', { ...withClient('c-2'), bound: OTHER }), { before, after }, NOW)
    expect([secretsOf(back), back.bound, back.settings]).toEqual([
      [undefined, undefined, undefined, undefined],
      OWN,
      before.settings,
    ])
  })

  it('brings nothing along that a later edit, which replaced nothing, entered for another server', () => {
    const credentials = {}
    const [before, after] = [made('a', 'r', { credentials }), made('a', 'r-2', { credentials })]
    const later = made('a', 'r-2', { ...withClient('for the other'), bound: OTHER })
    const back = undoEdit(later, { before, after }, NOW)
    expect([secretsOf(back), back.bound]).toEqual([['a', 'r', undefined, undefined], OWN])
  })

  it('is no more where tokens that were let go along have been renewed there', () => {
    const [before, after] = [made('a', 'r', withClient('c')), made('a', 'r', { ...withClient('c-2'), bound: OTHER })]
    const now = made('a-2', 'r-2', { ...withClient('c-2'), bound: OTHER })
    expect(() => undoEdit(now, { before, after }, NOW)).toThrow('nothing_to_restore')
    expect(secretsOf(undoEdit(after, { before, after }, NOW))).toEqual(['a', 'r', 'c', undefined])
  })
})

it('is worth remembering where a secret was replaced or went, and not where one was added or settings changed', () => {
  const before = made('a', null)
  const replaced = (after: Connection) => replacedSecrets({ before, after })
  expect(replaced(made('b', null))).toEqual(['accessToken'])
  expect(replaced(made(null, null))).toEqual(['accessToken'])
  expect(replaced(made('a', 'r', withClient('c')))).toEqual([])
  expect(replaced(made('a', null, { settings: settingsOf({ maxRetries: 9 }) }))).toEqual([])
})
