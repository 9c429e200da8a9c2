/** Servers that renew by a refresh token in words of their own: names that are set, and names that are found. */
import { describe, expect, it } from 'vitest'
import { judgeDraft } from '../../../../shared/entry/judge-draft.ts'
import { Secret } from '../../../../shared/secret.ts'
import type { Known, Learned, SettingValue } from '../../../../shared/systems/system.ts'
import { readTokens } from '../../../../shared/tokens/token.ts'
import { HOUR, HTML, NOW, oauth2, replyWith, settingsOf, tokenSet } from '../../samples.ts'

function knownWith(own: Readonly<Record<string, SettingValue>> = {}, more: Partial<Known> = {}): Known {
  return {
    settings: settingsOf({
      ...{ baseUrl: 'https://api.example/', clientId: '', endpoints: { token: '/refresh' } },
      own: { grant: 'refresh_token', clientAuth: 'none', tokenRequest: 'auto', ...own },
    }),
    credentials: {},
    tokens: tokenSet({ refreshToken: new Secret('refresh-0') }),
    learned: {},
    ...more,
  }
}

/** What is asked, one after another, of a server that answers each time the same. */
function asked(known: Known, reply: Parameters<typeof oauth2.readRenewal>[0]) {
  const bodies: string[] = []
  let learned: Learned = known.learned
  for (let ways = 0; ways < 9; ways++) {
    const present = { ...known, learned }
    const { body = '', headers } = oauth2.renewalRequest(present)
    bodies.push(`${headers['content-type'] === 'application/json' ? 'json' : 'form'} ${body}`)
    const answer = oauth2.readRenewal(reply, present)
    if (answer.ok || answer.tryWith === undefined) return { bodies, answer }
    learned = { ...learned, ...answer.tryWith }
  }
  throw new Error('round in circles')
}

const USUAL = [
  'form grant_type=refresh_token&refresh_token=refresh-0',
  'json {"refresh":"refresh-0"}',
  'json {"refresh_token":"refresh-0"}',
  'json {"refreshToken":"refresh-0"}',
]

describe('a server that does not understand the request', () => {
  it.each<[string, ReturnType<typeof replyWith>]>([
    ['simplejwt', replyWith(400, { refresh: ['This field is required.'] })],
    ['FastAPI', replyWith(422, { detail: [{ loc: ['body', 'refresh_token'], msg: 'field required' }] })],
    ['NestJS', replyWith(400, { message: ['refreshToken must be a string'], error: 'Bad Request', statusCode: 400 })],
    ['Spring', replyWith(400, { timestamp: 'x', status: 400, error: 'Bad Request', path: '/refresh' })],
    ['one that reads no forms', replyWith(415, 'Unsupported Media Type')],
  ])('is asked in the other usual forms, each once: %s', (_who, reply) => {
    const { bodies, answer } = asked(knownWith(), reply)
    expect(bodies).toEqual(USUAL)
    // What nobody understood is not remembered.
    expect(answer).toMatchObject({
      ok: false,
      fault: { code: 'bad_request' },
      learned: { tokenRequest: '', tried: '' },
    })
  })

  const STRANGE = replyWith(400, { refresh: ['This field is required.'] })
  it.each<[string, Known, ReturnType<typeof replyWith>]>([
    ['a refusal by the standard', knownWith(), replyWith(400, { error: 'invalid_grant' })],
    ['an error of its own in the standard’s way', knownWith(), replyWith(400, { error: 'bad_refresh_token' })],
    ['a request that the standard calls invalid', knownWith(), replyWith(400, { error: 'invalid_request' })],
    ['an empty answer', knownWith(), replyWith(400)],
    ['a page', knownWith(), replyWith(400, HTML)],
    ['a 401', knownWith(), replyWith(401, { detail: 'Token is invalid', code: 'token_not_valid' })],
    ['a form that is set', knownWith({ tokenRequest: 'form' }), STRANGE],
    ['settings that have renewed before', knownWith({}, { hasRenewed: true }), STRANGE],
    ['a server that told its own addresses', knownWith({ issuer: 'https://login.example' }), STRANGE],
    ['a connection that a person signs in to', knownWith({ grant: 'device_code' }), STRANGE],
    ['a client with its own secret', knownWith({ grant: 'client_credentials' }), STRANGE],
  ])('is asked once where the answer speaks of something else: %s', (_what, known, reply) => {
    expect(asked(known, reply).bodies).toHaveLength(1)
  })

  it('is remembered by what it understood, also where it says no to that', () => {
    const learned = { tokenRequest: 'json refresh', tried: 'form' }
    const good = oauth2.readRenewal(replyWith(200, { access: 'access-of-1' }), knownWith({}, { learned }))
    const bad = oauth2.readRenewal(replyWith(401, { code: 'token_not_valid' }), knownWith({}, { learned }))
    for (const answer of [good, bad]) expect(answer.learned).toEqual({ tokenRequest: 'json refresh', tried: '' })
  })

  it('with names that are set is asked in them alone, as a form and then as JSON', () => {
    const requestFields = { refresh_token: 'rt', grant_type: '', scope: 'rights' }
    const { bodies } = asked(knownWith({ requestFields, scope: 'read' }), STRANGE)
    expect(bodies).toEqual(['form rights=read&rt=refresh-0', 'json {"rights":"read","rt":"refresh-0"}'])
  })
})

describe('names in the reply', () => {
  function tokensOf(body: object, replyFields: Readonly<Record<string, string>> = {}) {
    const reply = replyWith(200, body)
    const answer = oauth2.readRenewal(reply, knownWith({ replyFields }))
    const read = answer.ok ? readTokens(answer.raw, reply, null, 0) : answer
    if (!read.ok || !('tokens' in read)) return null
    const { accessToken, refreshToken, expiresAt } = read.tokens
    return [accessToken?.reveal(), refreshToken?.reveal(), expiresAt === null ? null : expiresAt - reply.sentAt]
  }

  it.each<[string, object, unknown]>([
    ['simplejwt', { access: 'access-of-1', refresh: 'refresh-of-1' }, ['access-of-1', 'refresh-of-1', null]],
    ['a bare token', { token: 'access-of-1' }, ['access-of-1', undefined, null]],
    ['the standard before all', { access_token: 'a', access: 'access-of-1' }, ['a', undefined, null]],
    ['a word that is no token', { access: 'granted' }, null],
    ['an address that is no token', { access: 'https://api.example/access' }, null],
  ])('that are usual are found: %s', (_what, body, expected) => {
    expect(tokensOf(body)).toEqual(expected)
  })

  it('that are set lead to where the tokens are, also into what is wrapped', () => {
    const names = { access_token: 'data.jwt.value', refresh_token: 'data.next', expires_in: 'data.lives' }
    const body = { data: { jwt: { value: 'a1' }, next: 'r1', lives: '1 hour' } }
    expect(tokensOf(body, names)).toEqual(['a1', 'r1', HOUR])
    expect(tokensOf({ access_token: 'a2' }, names)).toEqual(['a2', undefined, null])
    expect(tokensOf({ access_token: 'a3' }, { access_token: 'constructor.name' })).toEqual(['a3', undefined, null])
  })
})

describe('the settings', () => {
  function mistakes(settings: object, secrets: object = { refreshToken: 'refresh-0' }) {
    const plain = { baseUrl: 'https://api.example/', endpoints: { token: '/refresh' } }
    const reading = judgeDraft({ settings: { ...plain, ...settings }, secrets }, oauth2, null, NOW)
    return reading.mistakes.map(({ level, field, code }) => `${level} ${field} ${code}`)
  }

  it.each<[string, object, object | undefined, string[]]>([
    ['no client at all', {}, undefined, ['warning settings.clientId client_id_missing']],
    ['no client, where the names are known', { requestFields: { refresh_token: 'refresh' } }, undefined, []],
    [
      'a secret without a client',
      {},
      { refreshToken: 'r', clientSecret: 's' },
      ['error settings.clientId required_missing'],
    ],
    [
      'a sign-in without a client',
      { grant: 'device_code', endpoints: { token: '/t', device: '/d' } },
      {},
      ['error settings.clientId required_missing'],
    ],
    [
      'a field that is none',
      { clientId: 'a', requestFields: { password: 'x' } },
      undefined,
      ['error settings.requestFields field_unknown'],
    ],
    [
      'a name that is none',
      { clientId: 'a', replyFields: { access_token: 'a..b' } },
      undefined,
      ['error settings.replyFields invalid_field_name'],
    ],
    [
      'a reply field without a name',
      { clientId: 'a', replyFields: { access_token: '' } },
      undefined,
      ['error settings.replyFields invalid_field_name'],
    ],
    [
      'a way to ask that is none',
      { clientId: 'a', tokenRequest: 'xml' },
      undefined,
      ['error settings.tokenRequest not_a_choice'],
    ],
  ])('%s', (_what, settings, secrets, expected) => {
    expect(mistakes(settings, secrets)).toEqual(expected)
  })

  it('a client that signs with a key asks by form', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'
    const settings = { clientId: 'a', grant: 'client_credentials', clientAuth: 'private_key_jwt', tokenRequest: 'json' }
    expect(mistakes(settings, { privateKey: key })).toEqual(['error settings.tokenRequest json_without_key'])
  })
})
