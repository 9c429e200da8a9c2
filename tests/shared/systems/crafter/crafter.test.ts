/** Crafter Profile as docs/systems/crafter.md tells it. */
import { describe, expect, it, test } from 'vitest'
import type { HttpOutcome } from '../../../../shared/http.ts'
import { Secret } from '../../../../shared/secret.ts'
import { crafter } from '../../../../shared/systems/crafter/crafter.ts'
import type { Draft, Known, SettingValue } from '../../../../shared/systems/system.ts'
import { DAY, failureOf, HTML, NOW, replyWith, settingsOf, tokenSet } from '../../samples.ts'

const ID = '9d2c/odd id'

function known(own: Record<string, SettingValue> = {}): Known {
  return {
    settings: settingsOf({ baseUrl: 'https://profile.example/crafter-profile/', clientId: '', own }),
    credentials: {},
    tokens: tokenSet({ accessToken: new Secret(ID), refreshToken: null }),
    learned: {},
  }
}

describe('the proofs', () => {
  it('carry the token in the query, and show addresses without it', () => {
    const [own, tenant] = crafter.probes(known({ tenant: 'site 1' }))
    const base = 'https://profile.example/crafter-profile/api/1'
    const id = encodeURIComponent(ID)
    expect(own?.request.url).toBe(`${base}/access_token/${id}?accessTokenId=${id}`)
    expect(own?.shownUrl).toBe(`${base}/access_token/…`)
    expect(tenant?.request.url).toBe(`${base}/tenant/site%201?accessTokenId=${id}`)
    expect(tenant?.shownUrl).toBe(`${base}/tenant/site%201`)
    expect(JSON.stringify([own?.request.headers, tenant?.request.headers])).not.toContain(id)
  })

  it('are none without a token', () => {
    expect(crafter.probes({ ...known(), tokens: null })).toEqual([])
  })

  const denied = (message: string) => replyWith(403, { errorCode: 'ACCESS_DENIED', message })
  const noMaster = replyWith(403, { errorCode: 'ACTION_DENIED', message: 'x' })
  const page = replyWith(404, HTML, { 'content-type': 'text/html' })

  it.each<[string, HttpOutcome, string, string, string | null]>([
    ['master', replyWith(200, { id: ID, master: true, expiresOn: NOW + DAY }), 'yes', 'yes', null],
    ['good, but no master', noMaster, 'yes', 'yes', null],
    ['unknown or deleted', denied(`No access token found for id ${ID}`), 'yes', 'no', 'token_unknown'],
    ['expired', denied(`Access token with id ${ID} expired on 11/03/2026`), 'yes', 'no', 'fixed_token_expired'],
    ['lost on the way', denied('accessTokenId parameter missing'), 'yes', 'no', 'token_not_seen'],
    ['a master whose ID loses its tail', replyWith(404, { errorCode: 'NO_SUCH_ACCESS_TOKEN_ID' }), 'yes', 'yes', null],
    ['another program', page, 'no', 'unknown', 'crafter_not_here'],
    ['a portal', replyWith(200, HTML, { 'content-type': 'text/html' }), 'no', 'unknown', 'not_the_server'],
    ['out of order', replyWith(500, { errorCode: 'OTHER' }), 'no', 'unknown', 'server_busy'],
    ['offline', failureOf('offline'), 'no', 'unknown', 'offline'],
  ])('%s', (_what, own, reached, tokenAccepted, code) => {
    const judged = crafter.judge(new Map([['own_record', own]]), known())
    expect([judged.reached, judged.tokenAccepted, judged.fault?.code ?? null]).toEqual([reached, tokenAccepted, code])
    expect(JSON.stringify(judged)).not.toContain(ID)
  })

  it.each<[string, string, string]>([
    ['unknown', 'No access token found for ID "expired-param-missing"', 'token_unknown'],
    ['unknown, in other words', 'No access token found for id expired on 01/01/2020', 'token_unknown'],
    ['lost on the way', 'Access token ID param missing from request', 'token_not_seen'],
    [
      'expired',
      'Access token "missing" for application "No access token" expired on 11/03/2026',
      'fixed_token_expired',
    ],
    ['in trouble', 'Error occurred while trying to get access token "expired on 01/01/2020"', 'token_unknown'],
    [
      'with quotes in its name',
      'Access token "a"b" for application "c"d" expired on 11/03/2026',
      'fixed_token_expired',
    ],
  ])('words inside an ID or a name mislead nobody: %s', (_what, message, code) => {
    const judged = crafter.judge(new Map([['own_record', denied(message)]]), known())
    expect(judged.fault?.code).toBe(code)
  })

  it.each<[string, HttpOutcome, string, string | null]>([
    ['good, for all tenants', replyWith(200, '2'), 'yes', null],
    ['good', noMaster, 'yes', null],
    ['unknown', denied('No access token found for ID "x"'), 'no', 'token_unknown'],
    ['another program', page, 'unknown', 'crafter_not_here'],
  ])('an ID that fits no path is proved by the number of tenants: %s', (_what, count, tokenAccepted, code) => {
    // What servlet containers answer to a slash within a part of the path.
    const own = replyWith(400, HTML, { 'content-type': 'text/html' })
    const judged = crafter.judge(
      new Map([
        ['own_record', own],
        ['tenant_count', count],
      ]),
      known(),
    )
    expect([judged.tokenAccepted, judged.fault?.code ?? null]).toEqual([tokenAccepted, code])
  })

  it.each<[string, HttpOutcome, string | null]>([
    ['readable', replyWith(200, { name: 'site1' }), null],
    ['not allowed', noMaster, 'tenant_not_allowed'],
    ['not there', replyWith(404, { errorCode: 'NO_SUCH_TENANT' }), 'no_such_tenant'],
    ['not reached', failureOf('timed_out'), null],
  ])('tenant: %s', (_what, tenant, code) => {
    const judged = crafter.judge(
      new Map([
        ['own_record', noMaster],
        ['tenant', tenant],
      ]),
      known({ tenant: 'site1' }),
    )
    expect([judged.tokenAccepted, judged.fault?.code ?? null]).toEqual(['yes', code])
  })

  test('a master’s own record tells its end and whose it is', () => {
    const own = replyWith(200, { application: 'shop', expiresOn: NOW + DAY })
    expect(crafter.judge(new Map([['own_record', own]]), known())).toMatchObject({
      expiresAt: NOW + DAY,
      learned: { master: 'yes', application: 'shop' },
    })
    const endless = crafter.judge(new Map([['own_record', replyWith(200, { expiresOn: null })]]), known())
    expect(endless).not.toHaveProperty('expiresAt')
  })

  test('its words are kept short and harmless to a terminal', () => {
    const own = replyWith(200, { application: `\u001b[2J${'x'.repeat(500)}` })
    const judged = crafter.judge(new Map([['own_record', own]]), known())
    expect(judged.learned?.['application']).toBe(`[2J${'x'.repeat(197)}`)
  })

  test('the day of an expired token is told', () => {
    const own = denied('Access token with id x (shop) expired on 11/03/2026')
    expect(crafter.judge(new Map([['own_record', own]]), known()).fault).toEqual({
      code: 'fixed_token_expired',
      params: { at: '2026-11-03' },
    })
  })
})

describe('mistakes', () => {
  const draft = (baseUrl: string, accessToken = 'b7c1'): Draft => ({
    settings: settingsOf({ baseUrl, clientId: '' }),
    secrets: { accessToken },
    typedExpiresAt: null,
    now: NOW,
  })
  const right = 'https://profile.example:8443/crafter-profile'

  it.each<[string, Draft, string[]]>([
    ['none', draft(right), []],
    ['another context', draft('https://profile.example/profile/'), []],
    ['the console', draft('https://profile.example/crafter-profile-admin/#/'), ['error crafter_console_address']],
    ['no context', draft('https://profile.example/'), ['warning crafter_context_missing']],
    ['the API itself', draft(`${right}/api/1`), ['warning base_holds_endpoint']],
    [
      'the master that everybody knows',
      draft(right, 'E8F5170C-877b-416f-b70f-4b09772f8e2d'),
      ['warning well_known_token'],
    ],
    ['the engine’s', draft(right, 'b4d44030-d0af-11e3-9c1a-0800200c9a66'), ['warning well_known_token']],
    ['the social one’s', draft(right, '2ba3ac10-c43e-11e3-9c1a-0800200c9a66'), ['warning well_known_token']],
    ['all', draft(right, 'all'), ['error token_id_reserved']],
    ['create', draft(right, 'create'), ['error token_id_reserved']],
    ['a dot', draft(right, 'shop.v2'), ['warning token_id_with_dot']],
  ])('%s', (_what, given, found) => {
    expect(crafter.mistakes(given).map(({ level, code }) => `${level} ${code}`)).toEqual(found)
  })
})
