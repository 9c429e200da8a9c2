import { describe, expect, test } from 'vitest'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import { whyUnreadable } from '../../../shared/entry/mended-address.ts'
import { SYSTEMS, systemNamed } from '../../../shared/systems/registry.ts'
import { draw, NOW } from '../samples.ts'
import { ACCESS, drawEntry, IN_30_DAYS } from './entries.ts'

/** What is offered in the place of each mistake: the button of the form writes it there. */

type Json = Readonly<Record<string, unknown>>

function offered(id: string, settings: Json, field: string, secrets: Json = {}): readonly (string | undefined)[] {
  const system = systemNamed(id)
  if (system === null) throw new Error(id)
  const baseUrl = 'https://server.example/'
  const entry = { name: 'a', system: id, settings: { baseUrl, ...settings }, secrets }
  const { mistakes } = judgeDraft(entry, system, null, NOW)
  return mistakes
    .filter((mistake) => mistake.field === field && mistake.code !== 'required_missing')
    .map((each) => each.mend)
}

const atBase = (system: string, baseUrl: string) => offered(system, { baseUrl }, 'settings.baseUrl')
const atEndpoint = (system: string, name: string, path: string) =>
  offered(system, { endpoints: { [name]: path } }, `settings.endpoints.${name}`)

test.each([
  // Any system.
  ['draw', 'draw.example', 'https://draw.example'],
  ['draw', 'https:/draw.example/', 'https://draw.example/'],
  ['draw', 'htps://draw.example:8443', 'https://draw.example:8443'],
  ['draw', 'https://draw.example/?next=/admin/', 'https://draw.example/'],
  ['draw', 'http://draw.example/', 'https://draw.example/'],
  ['draw', 'https://bücher.example:8443/a/', 'https://xn--bcher-kva.example:8443/a/'],
  ['draw', 'https://Bu\u0308cher.example', 'https://xn--bcher-kva.example'],
  ['draw', '例え.テスト/', 'https://xn--r8jz45g.xn--zckzah/'],
  // Its own copying mistakes.
  ['draw', 'https://draw.example/admin/clients/', 'https://draw.example/'],
  ['draw', 'https://draw.example/here/api/', 'https://draw.example/here/'],
  ['draw', 'https://draw.recode-with-r.com/', 'https://draw.chavi.ai/'],
  ['osais', 'https://opensourceais.com/api/v1', 'https://opensourceais.com/'],
  ['runai', 'https://train.example/auth/realms/runai', 'https://train.example/'],
  ['runai', 'https://train.example/api', 'https://train.example/'],
  ['crafter', 'https://shop.example/crafter-profile-admin/login', 'https://shop.example/crafter-profile'],
  ['crafter', 'https://shop.example', 'https://shop.example/crafter-profile'],
  ['crafter', 'https://shop.example/crafter-profile/api/1', 'https://shop.example/crafter-profile/'],
])('%s base %s becomes %s', (system, typed, mended) => {
  expect(atBase(system, typed)).toEqual([mended])
})

test('two mistakes in one address have one cure', () => {
  expect(atBase('draw', 'http://draw.example/admin/?a=b')).toEqual(Array(3).fill('https://draw.example/'))
})

test.each([
  ['draw', 'upload', '/api/upload', '/api/upload/'],
  ['draw', 'upload', '/api/up load/', '/api/upload/'],
  ['draw', 'status', '/api/upload/status/', '/api/upload/{task_id}/status/'],
  ['draw', 'download', '/api/rtstruct/{id}/', '/api/rtstruct/{task_id}/'],
  ['draw', 'health', '/api/{health}/', '/api/health/'],
  ['osais', 'ping', '/api/v1/private/client/ai/other', '/api/v1/private/client/ai/ping'],
])('%s endpoint %s of %s becomes %s', (system, name, typed, mended) => {
  expect(atEndpoint(system, name, typed)).toEqual([mended])
})

test.each([
  ['osais', 'domain', 'https://myapp.com/call/backs', 'myapp.com'],
  ['osais', 'uriNotify', '/public/notify', 'public/notify'],
  ['osais', 'uriNotify', 'https://myapp.com/public/notify', 'public/notify'],
  ['osais', 'testImageUrl', 'http://myapp.com/a.png', 'https://myapp.com/a.png'],
  ['oauth2', 'issuer', 'https://id.example/realms/a/.well-known/openid-configuration', 'https://id.example/realms/a'],
  ['oauth2', 'issuer', 'http://id.example/realms/a', 'https://id.example/realms/a'],
  ['oauth2', 'issuer', 'id.example/realms/a', 'https://id.example/realms/a'],
  ['oauth2', 'redirectUri', 'https://app.example/callback', 'http://127.0.0.1'],
  ['draw', 'maxRetries', 99, '20'],
])('%s %s of %s becomes %s', (system, name, typed, mended) => {
  expect(offered(system, { [name]: typed }, `settings.${name}`)).toEqual([mended])
})

test('a URI that repeats the domain keeps what comes after it', () => {
  const settings = { domain: 'myapp.com', uriNotify: '/myapp.com/public/notify' }
  expect(offered('osais', settings, 'settings.uriNotify')).toEqual(['public/notify'])
})

test('an expiry that differs gives way to the token’s own', () => {
  const entry = { expiresAt: new Date(NOW + 3 * 86_400_000).toISOString() }
  const own = new Date(IN_30_DAYS * 1_000).toISOString()
  expect(offered('draw', entry, 'settings.expiresAt', { accessToken: ACCESS })).toEqual([own])
})

describe('nothing is offered', () => {
  test.each(['draw', 'osais', 'runai'])('with a token in it, which would stand readable on a button: %s', (system) => {
    for (const typed of [ACCESS, `"${ACCESS}"`, `https://${ACCESS}`]) {
      const mends = atBase(system, typed)
      expect(mends.length).toBeGreaterThan(0)
      expect(mends.filter((mend) => mend !== undefined)).toEqual([])
    }
    expect(atBase(system, `https://server.example/?token=${ACCESS}`)).toContain('https://server.example/')
  })

  test.each([
    ['draw', 'draw'],
    ['draw', 'https://user:word@draw.example/'],
    ['draw', 'https://{{tenant}}.example/'],
    // What listens there in plain words need not listen there encrypted.
    ['draw', 'http://draw.example:8080/'],
    ['runai', 'https://app.run.ai/'],
  ])('where nobody can be sure: %s %s', (system, typed) => {
    expect(atBase(system, typed)).toEqual([undefined])
  })

  test('that is a secret: mistakes cross doors', () => {
    const { mistakes } = judgeDraft(
      drawEntry({}, { accessToken: 'a secret with spaces', refreshToken: '<refresh>' }),
      draw,
      null,
      NOW,
    )
    const ofSecrets = mistakes.filter(({ field }) => field.startsWith('secrets.'))
    expect(ofSecrets.length).toBeGreaterThan(1)
    expect(ofSecrets.filter(({ mend }) => mend !== undefined)).toEqual([])
  })
})

test('what is offered for an empty draft of any system is nothing', () => {
  for (const system of SYSTEMS) {
    const { mistakes } = judgeDraft({ system: system.id }, system, null, NOW)
    expect(mistakes.filter(({ mend }) => mend !== undefined)).toEqual([])
  }
})

test.each([
  ['https://bücher.example/', { why: 'letters', ascii: 'xn--bcher-kva.example' }],
  ['https://u:p@bücher.example/', {}],
  ['https://draw example/', {}],
  ['https://\u202edraw.example/', {}],
  // A secret that stands there by mistake is said to nobody, whatever came along with it.
  ['0123456789abcdef\u200b0123456789abcdef', {}],
  ['https://0123456789abcdef\u00e9', {}],
  ['eyJhbGciOiJIUzI1NiJ9\u200b.eyJzdWIiOiJtYWRlIHVwIn0.c2lnbmF0dXJl', {}],
  [`eyJhb\u00e9GciOiJIUzI1NiJ9.${'eyJzdWIiOiJtYWRlIHVwIn0'.repeat(3)}.c2lnbmF0dXJl`, {}],
])('of %s it is said what is wrong with its letters', (typed, params) => {
  expect(whyUnreadable(typed)).toEqual(params)
})
