/** Managing access tokens: every reply of docs/systems/crafter.md 3 and 4, and every mistake in a new token. */
import { describe, expect, it, test } from 'vitest'
import { Secret } from '../../../../shared/secret.ts'
import {
  type CrafterToken,
  countUnreadable,
  createToken,
  deleteToken,
  getToken,
  isSameToken,
  listTokens,
  readCreated,
  readDeleted,
  readToken,
  readTokenList,
  textOfToken,
  tokenInText,
} from '../../../../shared/systems/crafter/access-tokens.ts'
import { readCrafterDraft } from '../../../../shared/systems/crafter/draft.ts'
import { lastMomentOf } from '../../../../shared/time/last-moment.ts'
import { NOW, replyWith as replyOf } from '../../samples.ts'

const caller = {
  settings: { baseUrl: 'https://c.example/crafter-profile/', clientId: '', maxRetries: 3, endpoints: {}, own: {} },
  token: new Secret('the master'),
}
const BASE = 'https://c.example/crafter-profile/api/1/access_token'
const permission = { tenant: 'site1', allowedActions: ['READ_TENANT'] }
const raw = {
  id: 'an id/1',
  application: 'shop',
  master: false,
  expiresOn: 1_893_456_000_000,
  tenantPermissions: [permission],
}
const token = { ...raw, id: new Secret(raw.id) }

test('requests name the caller in the query, and the other one in the path', () => {
  expect(listTokens(caller)).toMatchObject({ method: 'GET', url: `${BASE}/all?accessTokenId=the%20master` })
  expect(getToken(caller, token.id)).toMatchObject({ url: `${BASE}/an%20id%2F1?accessTokenId=the%20master` })
  expect(deleteToken(caller, token.id)).toMatchObject({
    method: 'POST',
    url: `${BASE}/an%20id%2F1/delete?accessTokenId=the%20master`,
  })
  const create = createToken(caller, { ...token, tenantPermissions: [] })
  expect(create).toMatchObject({ method: 'POST', url: `${BASE}/create?accessTokenId=the%20master` })
  // Null in place of the list makes every later call with this token fail (section 1).
  expect(JSON.parse(create.body ?? '')).toEqual({ ...raw, tenantPermissions: [] })
})

const told = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('"••••••••"', '"an id/1"')) as unknown

describe('replies', () => {
  it('that bring tokens are read, with what is left out', () => {
    const list = readTokenList(replyOf(200, [raw, { id: 'x' }]))
    expect(list).toMatchObject({
      ok: true,
      value: [{ application: 'shop' }, { application: '', master: false, expiresOn: null, tenantPermissions: [] }],
    })
    expect(list.ok && list.value.map(({ id }) => id.reveal())).toEqual(['an id/1', 'x'])
    expect(told(readToken(replyOf(200, raw)))).toEqual({ ok: true, value: raw })
    expect(told(readCreated(replyOf(200, raw)))).toEqual({ ok: true, value: raw })
    expect(readDeleted({ ...replyOf(200, ''), body: '' })).toEqual({ ok: true, value: null })
    expect(readToken(replyOf(404, { errorCode: 'NO_SUCH_ACCESS_TOKEN_ID' }))).toEqual({ ok: true, value: null })
  })

  it.each<[number, unknown, string]>([
    [403, { errorCode: 'ACTION_DENIED', message: 'x' }, 'not_a_master'],
    [403, { errorCode: 'ACCESS_DENIED', message: 'No access token found for id abc' }, 'token_unknown'],
    [403, { errorCode: 'ACCESS_DENIED', message: 'accessTokenId parameter missing' }, 'token_not_seen'],
    [403, { errorCode: 'ACCESS_DENIED', message: 'token expired on 01/02/2026' }, 'fixed_token_expired'],
    [409, { errorCode: 'ACCESS_TOKEN_EXISTS' }, 'access_token_exists'],
    [400, { errorCode: 'PARAM_DESERIALIZATION_ERROR' }, 'access_token_not_taken'],
    [400, { errorCode: 'OTHER' }, 'access_token_not_taken'],
    [404, 'nothing here', 'crafter_not_here'],
    [500, { errorCode: 'PERMISSION_ERROR' }, 'server_busy'],
    [500, { errorCode: 'OTHER' }, 'server_busy'],
    [429, {}, 'too_many_requests'],
    [302, {}, 'redirected'],
    [418, {}, 'not_the_server'],
    [200, '<!doctype html><title>Log in</title>', 'not_the_server'],
  ])('%s %j says %s', (status, body, code) => {
    for (const read of [readTokenList, readToken, readCreated, readDeleted])
      expect(read(replyOf(status, body))).toMatchObject({ ok: false, fault: { code } })
  })

  it.each<[string, object, object]>([
    ['an end in words', { expiresOn: 'soon' }, { expiresOn: null, odd: ['expiresOn'] }],
    ['the largest number there is', { expiresOn: Number('9223372036854775807') }, { odd: ['expiresOn'] }],
    [
      'a tenant of null',
      { tenantPermissions: [{ tenant: null }, permission] },
      { tenantPermissions: [permission], odd: ['tenantPermissions'] },
    ],
    ['permissions that are no list', { tenantPermissions: {} }, { tenantPermissions: [], odd: ['tenantPermissions'] }],
    [
      'a name and a right of other kinds',
      { application: 7, master: 'yes' },
      { application: '', master: false, odd: ['application', 'master'] },
    ],
  ])('a record with %s is shown as far as it can be read, and hides none of the others', (_what, odd, shown) => {
    const list = readTokenList(replyOf(200, [{ ...raw, ...odd }, raw, null, { application: 'no id' }]))
    expect(list).toMatchObject({ ok: true, value: [shown, { application: 'shop', expiresOn: raw.expiresOn }] })
    expect(list.ok && list.value[1]).not.toHaveProperty('odd')
    expect(countUnreadable(replyOf(200, [{ ...raw, ...odd }, raw, null, { application: 'no id' }]))).toBe(2)
  })

  it.each([{}, [{}], [{ ...raw, id: 7 }], [null, 'text'], null])('200 %j is no list', (body) =>
    expect(readTokenList(replyOf(200, body))).toMatchObject({ ok: false, fault: { code: 'not_the_server' } }),
  )

  it('a creation that answers for a missing ID is none', () => {
    expect(readCreated(replyOf(404, { errorCode: 'NO_SUCH_ACCESS_TOKEN_ID' })).ok).toBe(false)
  })
})

test('a token lies in the vault as text and comes back the same, whatever order its actions have', () => {
  const back = tokenInText(textOfToken(token))
  expect(back !== null && isSameToken(back, token)).toBe(true)
  expect(tokenInText(new Secret('{'))).toBeNull()
  const one = { ...token, tenantPermissions: [{ tenant: 'a', allowedActions: ['B', 'A'] }] }
  expect(isSameToken(one, { ...token, tenantPermissions: [{ tenant: 'a', allowedActions: ['A', 'B'] }] })).toBe(true)
  expect(isSameToken(one, token)).toBe(false)
})

const facts = (present: CrafterToken | null = null) => ({ now: NOW, offsetMinutes: () => 120, present })
const full = { application: 'shop', expiresOn: '2099-03-01', tenantPermissions: [permission] }
const mistakesOf = (more: object, present: CrafterToken | null = null) =>
  readCrafterDraft({ ...full, ...more }, facts(present)).mistakes.map(
    ({ level, code, field }) => `${level} ${code} ${field.replace('token.', '')}`,
  )

describe('a new token', () => {
  it('has its end at the last moment of the day, by these clocks', () => {
    const { draft, mistakes } = readCrafterDraft(full, facts())
    expect(mistakes).toEqual([])
    expect(draft).toEqual({
      id: null,
      application: 'shop',
      master: false,
      expiresOn: Date.parse('2099-03-01T23:59:59.999+02:00'),
      tenantPermissions: [permission],
    })
  })

  it.each<[object, string[]]>([
    [{ id: 'a-long-enough-id-of-mine' }, []],
    [{ id: 'short' }, ['warning token_id_short id']],
    [{ id: 'all' }, ['error token_id_reserved id', 'warning token_id_short id']],
    [{ id: 'create' }, ['error token_id_reserved id', 'warning token_id_short id']],
    [{ id: 'a-long-enough-id.of-mine' }, ['warning token_id_with_dot id']],
    [{ id: 'a/long-enough-id-of-mine' }, ['error invalid_token_id id']],
    [{ id: 'a long enough id of mine, ünïcode too' }, []],
    [{ id: 'a long enough id\u0007of mine' }, ['error invalid_token_id id']],
    [{ id: 7 }, ['error not_text id']],
    [{ id: 'E8F5170C-877B-416F-B70F-4B09772F8E2D' }, ['warning well_known_token id']],
    [{ application: ' ' }, ['error required_missing application']],
    [{ application: 7 }, ['error not_text application']],
    [{ master: 'yes' }, ['error not_a_choice master']],
    [{ expiresOn: undefined }, ['error required_missing expiresOn']],
    [{ expiresOn: null }, ['warning token_without_end expiresOn']],
    [{ expiresOn: '2020-01-01' }, ['error dead_on_arrival expiresOn']],
    [{ expiresOn: 1_600_000_000_000 }, ['error dead_on_arrival expiresOn']],
    [{ expiresOn: 4_000_000_000_000 }, []],
    [{ expiresOn: '2099-02-30' }, ['error moment_unreadable expiresOn']],
    [{ expiresOn: 'never' }, ['error moment_unreadable expiresOn']],
    [{ expiresOn: '2099-03-01T10:00' }, ['error zone_missing expiresOn']],
    [{ expiresOn: '2099-03-01T10:00+02:00' }, []],
    [{ tenantPermissions: undefined }, []],
    [{ tenantPermissions: [{ ...permission, tenant: '' }] }, ['error tenant_missing tenantPermissions']],
    [{ tenantPermissions: [{ tenant: 'a', allowedActions: [] }] }, ['error invalid_actions tenantPermissions']],
    [{ tenantPermissions: [{ tenant: 'a', allowedActions: ['READ'] }] }, ['error invalid_actions tenantPermissions']],
    [
      { tenantPermissions: [{ tenant: '*', allowedActions: ['*'] }, permission] },
      ['warning permission_shadowed tenantPermissions'],
    ],
    [{ tenantPermissions: [permission, { tenant: '*', allowedActions: ['*'] }] }, []],
    [{ tenantPermissions: [permission, permission] }, ['warning permission_shadowed tenantPermissions']],
  ])('%j: %j', (more, mistakes) => expect(mistakesOf(more)).toEqual(mistakes))

  it.each([[[]], ['text'], [{ ...full, tenantPermissions: 'all' }], [{ ...full, tenantPermissions: [7] }]])(
    '%j is not one',
    (shape) => expect(() => readCrafterDraft(shape, facts())).toThrow('bad_shape'),
  )

  it('has no other fields', () => {
    expect(() => readCrafterDraft({ ...full, expires: 1 }, facts())).toThrow('unknown_key')
    expect(() => readCrafterDraft({ tenantPermissions: [{ site: 'a' }] }, facts())).toThrow('unknown_key')
  })
})

describe('a token in another’s place', () => {
  const old = {
    ...token,
    expiresOn: Date.parse('2098-01-01'),
    tenantPermissions: [{ tenant: 'a', allowedActions: ['OF_A_NEWER_SERVER'] }],
  }

  it('keeps its ID and what is not named', () => {
    const { draft, mistakes } = readCrafterDraft({ application: 'ward' }, facts(old))
    expect([draft, mistakes]).toEqual([{ ...old, application: 'ward' }, []])
  })

  it('cannot have another ID, nor an end that has passed meanwhile', () => {
    expect(() => readCrafterDraft({ id: 'another' }, facts(old))).toThrow('unknown_key')
    expect(readCrafterDraft({}, facts({ ...old, expiresOn: NOW - 1 })).mistakes[0]?.code).toBe('dead_on_arrival')
    expect(readCrafterDraft({ expiresOn: null }, facts(old)).draft.expiresOn).toBeNull()
  })
})

test('the last moment of a day is found where clocks are changed on it', () => {
  // Two hours ahead of UTC until one o’clock UTC of that day, one hour from then on.
  const change = Date.parse('2026-10-25T01:00:00Z')
  const offset = (at: number): number => (at < change ? 120 : 60)
  expect(lastMomentOf('2026-10-25', offset)).toBe(Date.parse('2026-10-25T23:59:59.999+01:00'))
  expect(lastMomentOf('2026-10-24', offset)).toBe(Date.parse('2026-10-24T23:59:59.999+02:00'))
  expect([lastMomentOf('2026-02-30', offset), lastMomentOf('soon', offset)]).toEqual([null, null])
})
