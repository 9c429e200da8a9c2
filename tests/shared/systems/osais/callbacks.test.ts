/** OSAIS: where it calls back, and the ping that proves it (docs/systems/osais.md 3). */
import { describe, expect, it } from 'vitest'
import type { HttpOutcome } from '../../../../shared/http.ts'
import { otherPath } from '../../../../shared/systems/callbacks.ts'
import { osaisCallbacks as callbacks } from '../../../../shared/systems/osais/callbacks.ts'
import { osais } from '../../../../shared/systems/osais/osais.ts'
import type { Known, Learned, SettingValue } from '../../../../shared/systems/system.ts'
import { failureOf, HTML, NOW, replyWith, settingsOf } from '../../samples.ts'

const HTML_TYPE = { 'content-type': 'text/html' }
const own = {
  domain: 'MyApp.com',
  uriNotify: 'public/notify',
  uriUpload: '',
  testImageUrl: 'https://pictures.example/a.png',
}
const settings = settingsOf({ baseUrl: 'https://opensourceais.com/', clientId: '', own })
const known: Known = { settings, credentials: {}, tokens: null, learned: {} }

describe('what would be sent', () => {
  it.each<[string, Record<string, SettingValue>, Learned | null, object]>([
    ['all that is set, where the server tells nothing', own, null, { domain: 'MyApp.com', uriNotify: 'public/notify' }],
    ['what differs', own, { domain: 'myapp.com', uriNotify: 'n' }, { uriNotify: 'public/notify' }],
    ['nothing where all is there', own, { domain: 'myapp.com/', uriNotify: 'public/notify' }, {}],
    ['paths in other letters', { uriNotify: 'Notify' }, { uriNotify: 'notify' }, { uriNotify: 'Notify' }],
    ['a domain without its last slash', { domain: 'https://myapp.com/' }, {}, { domain: 'https://myapp.com' }],
    ['nothing where nothing is set', {}, { domain: 'myapp.com' }, {}],
  ])('%s', (_what, set, there, sent) => {
    expect(callbacks.changes(settingsOf({ own: set }), there)).toEqual(sent)
  })
})

describe('changing', () => {
  it('is a PATCH with what differs alone', () => {
    const { request } = callbacks.change(known, 'jwt', '/v1/private/client', { domain: 'myapp.com' })
    expect(request).toMatchObject({
      method: 'PATCH',
      url: 'https://opensourceais.com/v1/private/client',
      headers: { authorization: 'Bearer jwt', 'content-type': 'application/json' },
      body: '{"domain":"myapp.com"}',
    })
  })

  const kept = { domain: 'a.example', uriNotify: 'n', uriUpload: 'u', validated_at: '2026-01-01T00:00:00Z' }

  it.each<[string, HttpOutcome, object]>([
    ['by the book', replyWith(200, { data: kept }), { ok: true, value: { domain: 'a.example', uriNotify: 'n' } }],
    ['with no word of what is kept', replyWith(200, { data: null }), { ok: true, value: null }],
    ['none of the three', replyWith(400, { data: null, statusText: 'x' }), { fault: { code: 'callbacks_refused' } }],
    ['ended login', replyWith(401, { data: null }), { fault: { code: 'token_rejected' } }],
    [
      'another path',
      replyWith(404, HTML, HTML_TYPE),
      {
        fault: {
          code: 'callbacks_not_here',
          params: { path: '/api/v1/private/client/notify', other: '/v1/private/client' },
        },
      },
    ],
    ['another method', replyWith(405, ''), { fault: { code: 'callbacks_not_here' } }],
    ['a portal', replyWith(200, HTML, HTML_TYPE), { fault: { code: 'not_the_server' } }],
    ['busy', replyWith(503, ''), { fault: { code: 'server_busy' } }],
    ['asked too often', replyWith(429, ''), { fault: { code: 'too_many_requests' } }],
    ['sent elsewhere', replyWith(302, ''), { fault: { code: 'redirected' } }],
  ])('%s', (_what, outcome, read) => {
    if (outcome.kind === 'failure') throw new Error('a reply')
    expect(callbacks.readChange(outcome, '/api/v1/private/client/notify')).toMatchObject(read)
  })

  it('every 404 offers another path, and all come round', () => {
    const [first = ''] = callbacks.paths
    const round = [otherPath(callbacks.paths, first)]
    while (!round.includes(first)) round.push(otherPath(callbacks.paths, round.at(-1) ?? ''))
    expect(round.toSorted()).toEqual(callbacks.paths.toSorted())
    expect(otherPath(callbacks.paths, '/my/own')).toBe(first)
  })

  it('what a server writes cannot move a cursor or fill a screen', () => {
    const reply = replyWith(200, { data: { domain: `\u001b[2J${'x'.repeat(900)}`, uriNotify: 7 } })
    expect(callbacks.readRecord(reply)).toMatchObject({ value: { domain: `[2J${'x'.repeat(197)}`, uriNotify: '' } })
  })

  it('a server without the undocumented record tells nothing', () => {
    expect(callbacks.readRecord(replyWith(404, {}))).toEqual({ ok: true, value: null })
  })
})

describe('the ping', () => {
  it('gives the picture that is set, and its number goes into the look-up', () => {
    expect(callbacks.ping(known, 'jwt').request).toMatchObject({
      method: 'POST',
      url: 'https://opensourceais.com/api/v1/private/client/ai/ping',
      body: '{"width":512,"height":512,"url_upload":"https://pictures.example/a.png"}',
    })
    expect(callbacks.lookUp(known, 'jwt', '1678361974000').request.url).toBe(
      'https://opensourceais.com/api/v1/private/client/request/1678361974000',
    )
  })

  it.each<[string, HttpOutcome, string]>([
    ['a number', replyWith(200, { data: { uid: 1_678_361_974_000 } }), '1678361974000'],
    ['a number as text, with another 2xx', replyWith(202, { data: { uid: '77' } }), '77'],
    ['what would lead elsewhere', replyWith(200, { data: { uid: '../ai/costly' } }), 'ping_refused'],
    ['no number', replyWith(200, { data: {} }), 'ping_refused'],
    ['client token missing', replyWith(400, { data: null, statusText: 'x' }), 'ping_refused'],
    ['ended login', replyWith(403, { data: null }), 'token_rejected'],
    ['busy', replyWith(500, ''), 'server_busy'],
    ['offline', failureOf('offline'), 'offline'],
  ])('%s', (_what, outcome, read) => {
    const told = callbacks.readPing(outcome)
    expect(told.ok ? told.value : told.fault.code).toBe(read)
  })

  it.each<[string, HttpOutcome, string]>([
    ['ended', replyWith(200, { data: { ended_at: '2026-01-01T00:00:00Z' } }), 'ended'],
    ['goes on', replyWith(200, { data: { started_at: 'x', ended_at: null } }), 'asking'],
    ['a lost answer', failureOf('timed_out'), 'asking'],
    ['a busy moment', replyWith(502, ''), 'asking'],
    ['not yours', replyWith(403, { data: null, status: 403, statusText: 'x' }), 'request_not_ours'],
    ['ended login', replyWith(401, {}), 'token_rejected'],
    ['unknown', replyWith(404, { data: null }), 'request_unknown'],
  ])('its look-up: %s', (_what, outcome, read) => {
    const told = callbacks.readLookUp(outcome)
    expect(told.stands === 'failed' ? told.fault.code : told.stands).toBe(read)
  })

  it.each<[string, string[]]>([
    ['/api/v1/private/client/ai/ping', []],
    ['/api/v1/private/client/ai/costly', ['error not_the_ping_ai']],
  ])('is never another AI: %s', (ping, found) => {
    const draft = { settings: { ...settings, endpoints: { ping } }, secrets: {}, typedExpiresAt: null, now: NOW }
    expect(osais.mistakes(draft).map(({ level, code }) => `${level} ${code}`)).toEqual(found)
  })
})
