/** A person signs in, by browser or by device code, at a server that tells its own addresses. */
// Loaded before the clock of the test counts: it is otherwise loaded when first needed, in real time.
import { faultCodeOf } from '../../kit/fault-code.ts'
import 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import type { SignInBegun } from '../../../shared/api/contract/contract.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import { jwt } from '../../kit/jwt.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { type Started, startKeeper, viewOf } from '../started-keeper.ts'

const ISSUER = 'https://login.example/realms/a'
const METADATA = {
  issuer: ISSUER,
  token_endpoint: `${ISSUER}/token`,
  authorization_endpoint: `${ISSUER}/authorize`,
  device_authorization_endpoint: `${ISSUER}/device`,
  introspection_endpoint: `${ISSUER}/introspect`,
  authorization_response_iss_parameter_supported: true,
}

type Answers = Readonly<Record<string, ScriptedAnswer | ScriptedAnswer[]>>

const DISCOVERY = `GET ${ISSUER}/.well-known/openid-configuration`
const TOKEN = `POST ${ISSUER}/token`
const DEVICE = `POST ${ISSUER}/device`
const TOKENS = { json: { access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 3_600 } }
const OFFER = {
  json: {
    device_code: 'a-device-code',
    user_code: 'WDJB-MJHT',
    verification_uri: `${ISSUER}/go`,
    verification_uri_complete: `${ISSUER}/go?code=WDJB-MJHT`,
    expires_in: 600,
    interval: 5,
  },
}

async function started(answers: Answers, own: object = {}, secrets: object = {}): Promise<Started> {
  const rig = await startKeeper()
  const script = new Map(Object.entries({ [DISCOVERY]: { json: METADATA }, ...answers }))
  rig.ports.http.otherwise(({ method, url }) => {
    const answer = script.get(`${method} ${url}`)
    if (Array.isArray(answer)) return (answer.length > 1 ? answer.shift() : answer[0]) ?? { status: 404 }
    return answer ?? { status: 404, json: {} }
  })
  await rig.keeper.handlers['connections.add']({
    entry: {
      name: 'portal',
      system: 'oauth2',
      settings: {
        baseUrl: 'https://api.example/',
        issuer: ISSUER,
        clientId: 'desk',
        clientAuth: 'none',
        grant: 'authorization_code',
        scope: 'openid offline_access',
        ...own,
      },
      secrets,
    },
  })
  return rig
}

const begin = ({ keeper }: Started): Promise<SignInBegun> => keeper.handlers['signIn.begin']({ name: 'portal' })
const fieldsOf = (body = ''): Record<string, string> => Object.fromEntries(new URLSearchParams(body))
const asked = ({ ports }: Started, part: string) => ports.http.requests.filter(({ url }) => url.includes(part))

test('before it, a person is needed; a program that asks is told so', async () => {
  const rig = await started({})
  expect(await viewOf(rig, 'portal')).toMatchObject({
    state: 'needs-person',
    signIn: 'browser',
    fault: { code: 'sign_in_needed' },
  })
  expect(await faultCodeOf(rig.keeper.handlers['connections.token']({ name: 'portal' }))).toBe('sign_in_needed')
})

test('the browser is sent away with a challenge, and its answer becomes saved tokens', async () => {
  const rig = await started({ [TOKEN]: TOKENS })
  const begun = await begin(rig)
  const { origin, pathname, searchParams } = new URL(begun.url)
  expect(begun.url).toContain('scope=openid%20offline_access')
  expect(`${origin}${pathname}`).toBe(`${ISSUER}/authorize`)
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'desk',
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge_method: 'S256',
    redirect_uri: rig.ports.redirects.open(),
  })
  const state = searchParams.get('state') ?? ''
  expect(await rig.ports.redirects.browse(`?code=the-code&state=${state}&iss=${encodeURIComponent(ISSUER)}`)).toBeNull()
  const outcome = await rig.keeper.handlers['signIn.wait']({ id: begun.id })
  expect(outcome).toMatchObject({ done: true, warning: null, view: { state: 'valid', generation: 1, renewable: true } })
  const [exchange] = asked(rig, '/token')
  expect(fieldsOf(exchange?.body)).toMatchObject({
    grant_type: 'authorization_code',
    code: 'the-code',
    redirect_uri: searchParams.get('redirect_uri'),
    client_id: 'desk',
  })
  // RFC 7636: what was sent away is a hash of what is sent here.
  expect(fieldsOf(exchange?.body)['code_verifier']).toMatch(/^[\w-]{43,128}$/)
  expect(exchange?.body).not.toContain('scope=')
  expect(rig.ports.redirects.open()).toBeNull()
  expect((await rig.keeper.handlers['connections.token']({ name: 'portal' })).token).toBe('access-1')
  expect(rig.ports.trace.indexOf(`vault.write ${outcome.view?.id}`)).toBeLessThan(
    rig.ports.trace.indexOf('journal signed_in'),
  )
})

test.each([
  ['null', { json: { access_token: null, refresh_token: 'refresh-1' } }],
  ['an error beside it', { json: { error: 'server_error', refresh_token: 'refresh-1' } }],
  ['broken JSON', { body: '{"access_token":"a\nb","refresh_token":"refresh-1"}' }],
])(
  'the code is spent, so the refresh token of a reply that is spoilt is kept, and renewed with: %s',
  async (_what, spoilt) => {
    const rig = await started({ [TOKEN]: [spoilt, { json: { access_token: 'access-2', expires_in: 3_600 } }] })
    const begun = await begin(rig)
    const state = new URL(begun.url).searchParams.get('state') ?? ''
    expect(
      await rig.ports.redirects.browse(`?code=the-code&state=${state}&iss=${encodeURIComponent(ISSUER)}`),
    ).toBeNull()
    expect(await rig.keeper.handlers['signIn.wait']({ id: begun.id })).toMatchObject({ done: true, warning: null })
    expect((await rig.keeper.handlers['connections.token']({ name: 'portal' })).token).toBe('access-2')
    expect(asked(rig, '/token').map(({ body }) => fieldsOf(body)['refresh_token'])).toEqual([undefined, 'refresh-1'])
  },
)

test.each([
  ['another state', '?code=x&state=another'],
  ['no state', '?code=x'],
  ['another server’s name', '?code=x&state=STATE&iss=https%3A%2F%2Fevil.example'],
  ['no name of a server that always names itself', '?code=x&state=STATE'],
  ['no code', `?state=STATE&iss=${encodeURIComponent(ISSUER)}`],
])('an answer with %s is turned away, and the sign-in goes on', async (_what, query) => {
  const rig = await started({ [TOKEN]: TOKENS })
  const begun = await begin(rig)
  const state = new URL(begun.url).searchParams.get('state') ?? ''
  expect((await rig.ports.redirects.browse(query.replace('STATE', state)))?.code).toBe('sign_in_forged')
  expect(asked(rig, '/token')).toEqual([])
  const right = `?code=the-code&state=${state}&iss=${encodeURIComponent(ISSUER)}`
  expect(await rig.ports.redirects.browse(right)).toBeNull()
  // The same address loaded again by the browser must not spend the code twice.
  expect((await rig.keeper.handlers['signIn.wait']({ id: begun.id })).done).toBe(true)
  expect(asked(rig, '/token')).toHaveLength(1)
})

test.each([
  ['says no', '&error=access_denied', TOKENS, 'sign_in_denied'],
  ['refuses the code', '&code=x', { status: 400, json: { error: 'invalid_grant' } }, 'sign_in_refused'],
  ['refuses the client', '&code=x', { status: 401, json: { error: 'invalid_client' } }, 'invalid_client'],
  ['answers with a page', '&code=x', { headers: { 'content-type': 'text/html' }, body: '<html>' }, 'not_the_server'],
  ['answers with nothing', '&code=x', { body: '' }, 'no_tokens_in_reply'],
  ['cannot be reached for the token', '&code=x', { trouble: 'timed_out', sent: true }, 'timed_out'],
] as const)(
  'a server that %s ends it with a fault, on the page and for whoever waits',
  async (_what, query, answer, code) => {
    const rig = await started({ [TOKEN]: answer })
    const begun = await begin(rig)
    const state = new URL(begun.url).searchParams.get('state') ?? ''
    const shown = await rig.ports.redirects.browse(`?state=${state}&iss=${encodeURIComponent(ISSUER)}${query}`)
    expect(shown?.code).toBe(code)
    if (code === 'no_tokens_in_reply') expect(shown?.params).toMatchObject({ why: 'sign_in' })
    expect(await faultCodeOf(rig.keeper.handlers['signIn.wait']({ id: begun.id }))).toBe(code)
    expect(rig.ports.redirects.open()).toBeNull()
    expect((await viewOf(rig, 'portal')).state).toBe('needs-person')
  },
)

test.each<[string, (nonce: string) => unknown, FaultCode | null]>([
  ['of this sign-in', (nonce) => jwt({ nonce }), null],
  ['of another sign-in', () => jwt({ nonce: 'another' }), 'id_token_foreign'],
  ['of none', () => jwt({}), 'id_token_foreign'],
  ['that is none', () => 'x', 'id_token_foreign'],
  ['that is left out', () => undefined, null],
])('an ID token %s', async (_what, made, code) => {
  const rig = await started({})
  const begun = await begin(rig)
  const { searchParams } = new URL(begun.url)
  const nonce = searchParams.get('nonce') ?? ''
  expect(nonce).toMatch(/^[\w-]{43}$/)
  rig.ports.http.answer({ json: { ...TOKENS.json, id_token: made(nonce) } })
  const query = `?code=c&state=${searchParams.get('state')}&iss=${encodeURIComponent(ISSUER)}`
  expect((await rig.ports.redirects.browse(query))?.code ?? null).toBe(code)
  expect((await viewOf(rig, 'portal')).state).toBe(code === null ? 'valid' : 'needs-person')
})

test('without openid no nonce is sent', async () => {
  const begun = await begin(await started({}, { scope: 'read' }))
  expect(new URL(begun.url).searchParams.get('nonce')).toBeNull()
})

test('nobody comes: whoever waits is told again and again, then that it is too late', async () => {
  const rig = await started({})
  const begun = await begin(rig)
  const first = rig.keeper.handlers['signIn.wait']({ id: begun.id })
  await rig.ports.clock.advance(20_000)
  expect(await first).toEqual({ done: false, view: null, warning: null })
  const last = faultCodeOf(rig.keeper.handlers['signIn.wait']({ id: begun.id }))
  await rig.ports.clock.advance(600_000)
  expect(['none', 'sign_in_timed_out']).toContain(await last)
  expect(await faultCodeOf(rig.keeper.handlers['signIn.wait']({ id: begun.id }))).toBe('sign_in_timed_out')
  expect(rig.ports.redirects.open()).toBeNull()
})

test('two at once are one, and end with it; given up by the last of them, its address is closed', async () => {
  const rig = await started({})
  const one = await begin(rig)
  const two = await begin(rig)
  expect(two).toEqual(one)
  const first = faultCodeOf(rig.keeper.handlers['signIn.wait']({ id: one.id }))
  await rig.keeper.handlers['signIn.cancel']({ id: one.id })
  expect(rig.ports.redirects.open()).not.toBeNull()
  await rig.keeper.handlers['signIn.cancel']({ id: two.id })
  expect(await first).toBe('sign_in_cancelled')
  expect(rig.ports.redirects.open()).toBeNull()
})

test('begun with other settings, or shortly before the end of the first, it is another one', async () => {
  const rig = await started({})
  const one = await begin(rig)
  await rig.keeper.handlers['connections.edit']({ name: 'portal', entry: { settings: { clientId: 'another' } } })
  const two = await begin(rig)
  expect(two.id).not.toBe(one.id)
  expect(await faultCodeOf(rig.keeper.handlers['signIn.wait']({ id: one.id }))).toBe('sign_in_unknown')
  await rig.ports.clock.advance(9.5 * 60_000)
  expect((await begin(rig)).id).not.toBe(two.id)
})

describe('an answer that a person brings from a browser elsewhere', () => {
  const answer = ({ keeper }: Started, id: string, text: string) =>
    keeper.handlers['signIn.answer']({ id, answer: text })

  test('counts as one that came by itself: the whole address, once', async () => {
    const rig = await started({ [TOKEN]: TOKENS })
    const { id, url } = await begin(rig)
    const state = new URL(url).searchParams.get('state') ?? ''
    const query = `?code=the-code&state=${state}&iss=${encodeURIComponent(ISSUER)}`
    expect(await faultCodeOf(answer(rig, id, url))).toBe('sign_in_forged')
    expect(await faultCodeOf(answer(rig, id, query.replace(state, 'another')))).toBe('sign_in_forged')
    expect(asked(rig, '/token')).toEqual([])
    expect(await faultCodeOf(answer(rig, id, `http://127.0.0.1:1/callback${query}`))).toBe('none')
    expect(await faultCodeOf(answer(rig, id, query))).toBe('sign_in_forged')
    expect(await rig.keeper.handlers['signIn.wait']({ id })).toMatchObject({ done: true, view: { state: 'valid' } })
    const [exchange, ...more] = asked(rig, '/token')
    expect([fieldsOf(exchange?.body)['code'], more]).toEqual(['the-code', []])
  })

  test('may be the code alone, which our challenge binds to this sign-in', async () => {
    const rig = await started({ [TOKEN]: TOKENS })
    const { id } = await begin(rig)
    expect(await faultCodeOf(answer(rig, id, 'the%2Fcode'))).toBe('none')
    expect(await rig.keeper.handlers['signIn.wait']({ id })).toMatchObject({ done: true })
    const fields = fieldsOf(asked(rig, '/token')[0]?.body)
    expect(fields).toMatchObject({ code: 'the/code', code_verifier: expect.stringMatching(/^[\w-]{43,128}$/) })
  })

  test('is nothing where none is expected', async () => {
    const rig = await started({ [DEVICE]: OFFER }, { grant: 'device_code' })
    const { id } = await begin(rig)
    expect(await faultCodeOf(answer(rig, id, 'a-code'))).toBe('sign_in_unknown')
    await rig.keeper.handlers['signIn.cancel']({ id })
    expect(await faultCodeOf(answer(rig, 'f'.repeat(32), 'a-code'))).toBe('sign_in_unknown')
  })
})

test('by device: a code of digits that its server writes as a number is shown as it is typed', async () => {
  const json = { ...OFFER.json, user_code: 40_531_276 }
  const rig = await started({ [DEVICE]: { json } }, { grant: 'device_code' })
  const { id, userCode } = await begin(rig)
  expect(userCode).toBe('40531276')
  await rig.keeper.handlers['signIn.cancel']({ id })
})

test('by device: asked as often as the server wants, slower when it says so, until the person has typed the code', async () => {
  const pending = { status: 400, json: { error: 'authorization_pending' } }
  const slower = { status: 400, json: { error: 'slow_down' } }
  const away: ScriptedAnswer = { trouble: 'timed_out', sent: true }
  const rig = await started({ [DEVICE]: OFFER, [TOKEN]: [pending, slower, away, TOKENS] }, { grant: 'device_code' })
  const begun = await begin(rig)
  expect(begun).toMatchObject({
    way: 'device',
    userCode: 'WDJB-MJHT',
    verificationUriComplete: `${ISSUER}/go?code=WDJB-MJHT`,
  })
  expect(fieldsOf(asked(rig, '/device')[0]?.body)).toEqual({ client_id: 'desk', scope: 'openid offline_access' })
  await rig.ports.clock.advance(5_000)
  expect(asked(rig, '/token')).toHaveLength(1)
  await rig.ports.clock.advance(5_000)
  expect(asked(rig, '/token')).toHaveLength(2)
  await rig.ports.clock.advance(9_000)
  expect(asked(rig, '/token')).toHaveLength(2)
  await rig.ports.clock.advance(1_000)
  expect(asked(rig, '/token')).toHaveLength(3)
  await rig.ports.clock.advance(20_000)
  expect(await rig.keeper.handlers['signIn.wait']({ id: begun.id })).toMatchObject({ done: true })
  expect(fieldsOf(asked(rig, '/token')[0]?.body)).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: 'a-device-code',
    client_id: 'desk',
  })
})

const HTML = { headers: { 'content-type': 'text/html' }, body: '<html>' }

test.each<[string, ScriptedAnswer]>([
  ['pending with 200, as GitHub says it', { json: { error: 'authorization_pending' } }],
  ['429', { status: 429, json: { message: 'rate limited' } }],
  ['a gateway’s page with 200', HTML],
  ['a filter’s page with 403', { status: 403, ...HTML }],
  ['a portal’s redirect', { status: 302, headers: { location: 'https://portal.example/' } }],
  ['a gateway without its server', { status: 502, ...HTML }],
  ['a connection that is lost', { trouble: 'reply_lost', sent: true }],
  ['no network', { trouble: 'offline', sent: false }],
])('by device: %s ends nothing', async (_what, answer) => {
  const rig = await started({ [DEVICE]: OFFER, [TOKEN]: [answer, answer, TOKENS] }, { grant: 'device_code' })
  const begun = await begin(rig)
  await rig.ports.clock.advance(15_000)
  expect(await rig.keeper.handlers['signIn.wait']({ id: begun.id })).toMatchObject({ done: true })
  expect(asked(rig, '/token')).toHaveLength(3)
})

test.each<[string, ScriptedAnswer, number]>([
  ['an interval with slow_down', { json: { error: 'slow_down', interval: 20 } }, 20_000],
  ['slow_down alone', { json: { error: 'slow_down' } }, 10_000],
  ['a server that did not answer in time', { trouble: 'timed_out', sent: true }, 10_000],
  ['Retry-After', { status: 429, headers: { 'retry-after': '90' } }, 90_000],
  ['Retry-After of a moment', { status: 429, headers: { 'retry-after': '1' } }, 5_000],
])('by device: %s is waited for', async (_what, answer, waitMs) => {
  const rig = await started({ [DEVICE]: OFFER, [TOKEN]: [answer, TOKENS] }, { grant: 'device_code' })
  await begin(rig)
  await rig.ports.clock.advance(5_000 + waitMs - 1)
  expect(asked(rig, '/token')).toHaveLength(1)
  await rig.ports.clock.advance(1)
  expect(asked(rig, '/token')).toHaveLength(2)
})

test('by device: a trouble that lasts until the code runs out is what is told', async () => {
  const rig = await started({ [DEVICE]: OFFER, [TOKEN]: { status: 503 } }, { grant: 'device_code' })
  const begun = await begin(rig)
  await rig.ports.clock.advance(600_000)
  expect(await faultCodeOf(rig.keeper.handlers['signIn.wait']({ id: begun.id }))).toBe('server_busy')
})

test.each([
  ['access_denied', 'sign_in_denied'],
  ['expired_token', 'sign_in_timed_out'],
  ['invalid_grant', 'sign_in_refused'],
] as const)('by device: %s', async (error, code) => {
  const rig = await started({ [DEVICE]: OFFER, [TOKEN]: { status: 400, json: { error } } }, { grant: 'device_code' })
  const begun = await begin(rig)
  await rig.ports.clock.advance(5_000)
  expect(await faultCodeOf(rig.keeper.handlers['signIn.wait']({ id: begun.id }))).toBe(code)
})

test.each([
  ['no JSON', { body: 'x' }, 'not_a_device_reply'],
  [
    'a script as the place to go',
    { json: { ...OFFER.json, verification_uri: 'javascript:alert(1)' } },
    'not_a_device_reply',
  ],
  ['a code that is no text', { json: { ...OFFER.json, user_code: { code: 1 } } }, 'not_a_device_reply'],
  ['a code that has lost its digits', { json: { ...OFFER.json, user_code: 1e21 } }, 'not_a_device_reply'],
  ['no code', { json: { ...OFFER.json, user_code: undefined } }, 'not_a_device_reply'],
  ['an unknown client', { status: 401, json: { error: 'invalid_client' } }, 'invalid_client'],
] as const)('by device: %s instead of an offer', async (_what, answer, code) => {
  const rig = await started({ [DEVICE]: answer }, { grant: 'device_code' })
  expect(await faultCodeOf(begin(rig))).toBe(code)
})

test.each([
  ['Google’s name for the place', { verification_url: `${ISSUER}/go`, verification_uri: undefined }],
  ['no word on how often', { interval: undefined, expires_in: undefined }],
  ['numbers as text', { interval: '5', expires_in: '600' }],
])('by device: an offer with %s', async (_what, more) => {
  const rig = await started(
    { [DEVICE]: { json: { ...OFFER.json, ...more } }, [TOKEN]: TOKENS },
    { grant: 'device_code' },
  )
  const begun = await begin(rig)
  expect(begun.url).toBe(`${ISSUER}/go`)
  await rig.ports.clock.advance(5_000)
  expect(await rig.keeper.handlers['signIn.wait']({ id: begun.id })).toMatchObject({ done: true })
})

test('a session that the server has ended asks for the person again', async () => {
  const refused = { status: 400, json: { error: 'invalid_grant' } }
  const rig = await started({ [TOKEN]: [TOKENS, refused] })
  const begun = await begin(rig)
  const state = new URL(begun.url).searchParams.get('state') ?? ''
  await rig.ports.redirects.browse(`?code=c&state=${state}&iss=${encodeURIComponent(ISSUER)}`)
  await rig.keeper.handlers['signIn.wait']({ id: begun.id })
  expect(await faultCodeOf(rig.keeper.handlers['connections.refresh']({ name: 'portal' }))).toBe('session_ended')
  expect(await viewOf(rig, 'portal')).toMatchObject({ state: 'needs-person', fault: { code: 'session_ended' } })
})

test('no refresh token is no trouble now, but is told', async () => {
  const rig = await started({ [TOKEN]: { json: { access_token: 'a', expires_in: 3_600 } } })
  const begun = await begin(rig)
  const state = new URL(begun.url).searchParams.get('state') ?? ''
  await rig.ports.redirects.browse(`?code=c&state=${state}&iss=${encodeURIComponent(ISSUER)}`)
  const { warning } = await rig.keeper.handlers['signIn.wait']({ id: begun.id })
  expect(warning?.code).toBe('no_refresh_token_given')
})

describe('a sign-in that brings no refresh token, where one is there', () => {
  const person = (sub: string, more: object = {}) => jwt({ iss: ISSUER, sub, ...more })
  const replies = (first: object, second: object) => [
    { json: { access_token: 'a-1', refresh_token: 'refresh-of-the-first', expires_in: 3_600, ...first } },
    { json: { access_token: 'a-2', expires_in: 3_600, ...second } },
  ]

  async function twice(first: object, second: object, meanwhile: (rig: Started) => Promise<unknown> = async () => {}) {
    const [one, two] = replies(first, second)
    const answers: ScriptedAnswer[] = [one ?? {}]
    const rig = await started({ [TOKEN]: answers })
    const signIn = async () => {
      const begun = await begin(rig)
      const { searchParams } = new URL(begun.url)
      const nonce = searchParams.get('nonce') ?? ''
      for (const answer of answers) {
        const fields = (answer as { json: Record<string, unknown> }).json
        if (typeof fields['sub'] === 'string') fields['id_token'] = person(fields['sub'], { nonce })
      }
      const query = `?code=c&state=${searchParams.get('state')}&iss=${encodeURIComponent(ISSUER)}`
      await rig.ports.redirects.browse(query)
      return rig.keeper.handlers['signIn.wait']({ id: begun.id })
    }
    await signIn()
    await meanwhile(rig)
    answers.splice(0, answers.length, two ?? {})
    const { warning, view } = await signIn()
    const documents = [...rig.ports.vault.contents.values()]
    const sentLater = async () => {
      await rig.keeper.handlers['connections.refresh']({ name: 'portal' }).catch(() => null)
      return asked(rig, '/token').some(({ body }) => fieldsOf(body)['refresh_token'] === 'refresh-of-the-first')
    }
    const isKept = documents.some((text) => text.includes('refresh-of-the-first'))
    return { rig, warning, renewable: view?.renewable, isKept, sentLater, events: rig.ports.journal.events() }
  }

  test.each([
    ['by their ID tokens', { sub: 'ada' }, { sub: 'ada' }],
    ['by their access tokens', { access_token: person('ada') }, { access_token: person('ada', { jti: '2' }) }],
  ])('of the same person, %s: the old one goes on', async (_how, first, second) => {
    const { warning, renewable, isKept, sentLater, events } = await twice(first, second)
    expect({ warning, renewable, isKept, sent: await sentLater() }).toEqual({
      ...{ warning: null, renewable: true, isKept: true, sent: true },
    })
    expect(events).toContain('refresh_token_kept')
  })

  test.each([
    ['another', { sub: 'ada' }, { sub: 'grace' }],
    ['who knows whom', {}, {}],
    ['somebody, whom only one of the two names', { sub: 'ada' }, {}],
  ])('of %s: it stays in the vault, is told of, and is never sent', async (_who, first, second) => {
    const { warning, renewable, isKept, sentLater, events } = await twice(first, second)
    expect({ warning, renewable, isKept, sent: await sentLater() }).toEqual({
      warning: { code: 'no_refresh_token_given', params: { why: 'set_aside' } },
      ...{ renewable: false, isKept: true, sent: false },
    })
    expect(events).toContain('refresh_token_set_aside')
  })

  test('of who knows whom: a person who knows brings the old one back', async () => {
    const { rig, sentLater } = await twice({}, {})
    const { handlers } = rig.keeper
    expect(await handlers['connections.restoreRefreshToken']({ name: 'portal' })).toMatchObject({ renewable: true })
    expect(await sentLater()).toBe(true)
    expect(rig.ports.journal.events()).toContain('refresh_token_restored')
  })

  test('and one that brings another keeps the old one until that has renewed', async () => {
    const { rig, sentLater } = await twice({}, { refresh_token: 'refresh-of-the-second' })
    const stored = () => JSON.parse([...rig.ports.vault.contents.values()].find((text) => text.includes('a-2')) ?? '{}')
    expect(stored()).toMatchObject({
      tokens: { refreshToken: 'refresh-of-the-second' },
      superseded: { refreshToken: 'refresh-of-the-first', sentAgain: true },
    })
    expect(await sentLater()).toBe(false)
    expect(stored()).toMatchObject({ superseded: null })
  })

  test('of the same person, after the server has refused it: it is not what renews from now on', async () => {
    const refuse = async (rig: Started) => {
      rig.ports.http.otherwise(({ url }) =>
        url === `${ISSUER}/token` ? { status: 400, json: { error: 'invalid_grant' } } : { json: METADATA },
      )
      await rig.keeper.handlers['connections.refresh']({ name: 'portal' }).catch(() => null)
      rig.ports.http.otherwise(({ url }) =>
        url === `${ISSUER}/token`
          ? { json: { access_token: person('ada', { jti: '2' }), expires_in: 3_600 } }
          : { json: METADATA },
      )
    }
    const { renewable, isKept } = await twice({ access_token: person('ada') }, {}, refuse)
    expect({ renewable, isKept }).toEqual({ renewable: false, isKept: true })
  })
})

test('who needs no person is told so', async () => {
  const rig = await started({}, { grant: 'refresh_token' }, { refreshToken: 'pasted' })
  expect(await faultCodeOf(begin(rig))).toBe('no_sign_in')
})

test.each([
  ['authorization_code', 'authorization_endpoint'],
  ['device_code', 'device_authorization_endpoint'],
] as const)('a server that tells no address where one is needed (%s)', async (grant, endpoint) => {
  const rig = await started({ [DISCOVERY]: { json: { ...METADATA, [endpoint]: 'https://[::g]/' } } }, { grant })
  await expect(begin(rig)).rejects.toMatchObject({
    fault: { code: 'invalid_told_address', params: { field: endpoint } },
  })
})

test.each([
  ['authorization_code', 'authorization_endpoint', 'no_authorization_endpoint'],
  ['device_code', 'device_authorization_endpoint', 'no_device_endpoint'],
] as const)('a server that does not tell where (%s)', async (grant, endpoint, code) => {
  const { [endpoint]: _left, ...less } = METADATA
  const rig = await started({ [DISCOVERY]: { json: less } }, { grant })
  expect(await faultCodeOf(begin(rig))).toBe(code)
})

test('a connection that is removed meanwhile is not signed in; taken back, it is', async () => {
  const pending = { status: 400, json: { error: 'authorization_pending' } }
  const rig = await started({ [DEVICE]: OFFER, [TOKEN]: [pending, TOKENS] }, { grant: 'device_code' })
  const { keeper, ports } = rig
  const begun = await begin(rig)
  const waited = faultCodeOf(keeper.handlers['signIn.wait']({ id: begun.id }))
  await ports.clock.advance(5_500)
  await keeper.handlers['connections.remove']({ name: 'portal' })
  await ports.clock.advance(5_500)
  expect(await waited).toBe('no_such_connection')
  await keeper.handlers['connections.restore']({ name: 'portal' })
  expect(await keeper.handlers['connections.token']({ name: 'portal' })).toMatchObject({ token: 'access-1' })
})
