/** What a program with a key may ask, and what nobody else may. */

import { describe, expect, it, test } from 'vitest'
import { until } from '../../kit/processes/until.ts'
import { ask, faultOfAnswer, startConsumerRig } from './consumer-rig.ts'

const TOKEN = '/v1/connections/ward/token'
const CALL = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

async function withKey() {
  const rig = await startConsumerRig()
  return { ...rig, good: await rig.key('uploader', 'ward') }
}

describe('a consumer', () => {
  it('gets tokens of its connections, and sees no others', async () => {
    const { ask, good: key } = await withKey()
    const token = await ask({ path: TOKEN, key })
    expect([token.status, JSON.parse(token.text)]).toMatchObject([200, { token: 'access-of-ward-0', max_retries: 1 }])
    const list = JSON.parse((await ask({ path: '/v1/connections', key })).text) as { name: string }[]
    expect(list.map(({ name }) => name)).toEqual(['ward'])
    expect((await ask({ path: '/v1/connections/ward', key })).status).toBe(200)
    expect((await ask({ path: '/openapi.json', key })).headers['content-type']).toBe('application/json')
  })

  it('cannot tell another’s connection from one that is not there', async () => {
    const { ask, good: key } = await withKey()
    for (const path of ['', '/token', '/token?min_ttl=5m']) {
      const [theirs, nobodys] = await Promise.all(
        ['other', 'nobody'].map((name) => ask({ path: `/v1/connections/${name}${path}`, key })),
      )
      expect(faultOfAnswer(theirs ?? never())).toBe('404 no_such_connection')
      expect(theirs?.text.replaceAll('other', 'nobody')).toBe(nobodys?.text)
    }
    for (const [path, body] of [
      ['refresh', ''],
      ['rejected', '{"generation":1}'],
    ] as const) {
      const asked = { ...CALL, path: `/v1/connections/other/${path}`, body, key }
      expect(faultOfAnswer(await ask(asked))).toBe('404 no_such_connection')
    }
  })

  it.each([
    'connections.add',
    'consumers.add',
    'consumers.list',
    'keeper.status',
    'settings.set',
    'moving.seal',
    'journal.read',
  ])('may not make the call %s', async (call) => {
    const { ask, good: key } = await withKey()
    expect(faultOfAnswer(await ask({ ...CALL, path: `/v1/calls/${call}`, key }))).toBe('403 call_refused')
  })

  it('by a call’s name meets the same walls', async () => {
    const { ask, good: key } = await withKey()
    const named = (name: string) =>
      ask({ ...CALL, path: '/v1/calls/connections.token', body: JSON.stringify({ name }), key })
    expect((await named('ward')).text).toContain('access-of-ward-0')
    expect((await named('other')).text).not.toContain('access-of-other-0')
    const list = await ask({ ...CALL, path: '/v1/calls/connections.list', key })
    expect(JSON.parse(list.text).value.map(({ name }: { name: string }) => name)).toEqual(['ward'])
  })

  it('sees of them what a call needs, whatever way it asks', async () => {
    const { ask, keeper, good: key } = await withKey()
    const about = { note: 'ask Dr Meyer', tags: ['ward-9'] }
    await keeper.handlers['connections.edit']({ name: 'ward', entry: about })
    const { secrets, boundTo } = await keeper.handlers['connections.get']({ name: 'ward' })
    const fingerprints = Object.values(secrets).flatMap(({ fingerprint }) => fingerprint ?? [])
    const asked = [
      ask({ path: '/v1/connections', key }),
      ask({ path: '/v1/connections/ward', key }),
      ask({ ...CALL, path: '/v1/calls/connections.list', key }),
      ask({ ...CALL, path: '/v1/calls/connections.get', body: JSON.stringify({ name: 'ward' }), key }),
    ]
    for (const { text } of await Promise.all(asked)) {
      expect(text).toContain('Institute A')
      for (const kept of ['Meyer', 'ward-9', '"present"', ...fingerprints]) expect(text).not.toContain(kept)
      for (const origin of boundTo) expect(text).not.toContain(`"${origin}"`)
    }
  })

  it('hears of its connections alone, until its key is revoked', async () => {
    const rig = await withKey()
    await rig.keeper.handlers['connections.edit']({ name: 'ward', entry: { note: 'ask Dr Meyer' } })
    const socket = await rig.open()
    let heard = ''
    socket.setEncoding('utf8').on('data', (piece: string) => {
      heard += piece
    })
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nAuthorization: Bearer ${rig.good}\r\n\r\n`)
    await until('it to hold', () => heard.includes('event: reset'))
    for (const name of ['other', 'ward']) await rig.keeper.handlers['connections.pause']({ name })
    await until('it to hold', () => heard.includes('connection.changed'))
    expect(heard).toContain('"name":"ward"')
    expect(heard).not.toContain('other')
    expect(heard).not.toContain('journal.added')
    for (const kept of ['Meyer', '"present"', '"boundTo":["']) expect(heard).not.toContain(kept)
    await rig.keeper.handlers['consumers.revoke']({ name: 'uploader' })
    await until('it to hold', () => /\r\n0\r\n\r\n$/.test(heard))
    expect(faultOfAnswer(await rig.ask({ path: TOKEN, key: rig.good }))).toBe('401 consumer_key_unknown')
    socket.destroy()
    await ended
  })
})

describe('nobody gets in', () => {
  it.each([TOKEN, '/v1/connections', '/g/ward/a'])('and is told why at %s, without the key', async (path) => {
    const { ask, keeper, key: newKey } = await startConsumerRig()
    const key = await newKey('revoked', 'ward')
    await keeper.handlers['consumers.revoke']({ name: 'revoked' })
    const basic = (password: string) => `Basic ${Buffer.from(`draw:${password}`).toString('base64')}`
    const presented = [
      [
        'none',
        [{}, { authorization: '' }, { authorization: key }, { authorization: `Token ${key}` }, { 'x-api-key': key }],
      ],
      ['shape', [`Bearer "${key}"`, `Bearer ${key.slice(0, -1)}`, basic(`${key}\n`), basic(` ${key}`)]],
      [undefined, [`Bearer ${key}`, basic(key), `Basic ${Buffer.from(`${key}:`).toString('base64')}`]],
    ] as const
    for (const [why, ways] of presented) {
      for (const way of ways) {
        const headers = typeof way === 'string' ? { authorization: way } : way
        const answer = await ask({ path, headers: headers as Record<string, string> })
        expect(faultOfAnswer(answer)).toBe('401 consumer_key_unknown')
        expect([way, JSON.parse(answer.text).fault.params.why]).toEqual([way, why])
        expect(answer.text).not.toContain(key.slice(4, 40))
      }
    }
  })

  it('without a key that counts', async () => {
    const { ask, good } = await withKey()
    const wrong = ['', 'evb_', good.slice(0, -1), `${good}0`, good.toUpperCase(), 'x'.repeat(5_000)]
    for (const key of wrong) expect([key, (await ask({ path: TOKEN, key })).status]).toEqual([key, 401])
    const none = await ask({ path: TOKEN })
    expect([faultOfAnswer(none), none.headers['www-authenticate']]).toEqual([
      '401 consumer_key_unknown',
      'Bearer realm="everbearer"',
    ])
    // Never in the address of the API, where it would stand in histories.
    expect((await ask({ path: `${TOKEN}?key=${good}` })).status).toBe(401)
  })

  it.each([
    ['a name that leads here (DNS rebinding)', { host: 'evil.example' }, 'PORT'],
    ['this name at another port', { host: '127.0.0.1:1' }, ''],
    ['another user’s loopback name', { host: 'a.localhost' }, 'PORT'],
    ['a page of another site', { origin: 'https://evil.example' }, ''],
    ['a page of another port here', { origin: 'http://127.0.0.1:8080' }, ''],
    ['a page of nowhere', { origin: 'null' }, ''],
    ['a page by its own word', { 'sec-fetch-site': 'cross-site' }, ''],
    ['a page of this very site', { 'sec-fetch-site': 'same-site' }, ''],
  ])('as %s', async (_what, headers, end) => {
    const { port, ask, good: key } = await withKey()
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, end === 'PORT' ? `${value}:${port}` : String(value)]),
    )
    for (const path of [TOKEN, '/g/ward/api/']) {
      const answer = await ask({ path, key, headers: sent })
      expect([path, faultOfAnswer(answer)]).toEqual([path, '403 request_refused'])
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it.each([
    ['a second key', (key: string) => `Authorization: Bearer ${key}\r\nAuthorization: Bearer evb_0`, '401'],
    ['a second Host', (key: string) => `Authorization: Bearer ${key}\r\nHost: rebound.example`, '403'],
    ['a second Origin', (key: string) => `Authorization: Bearer ${key}\r\nOrigin: http://HOST\r\nOrigin: null`, '403'],
  ])('with %s beside the first', async (_what, more, status) => {
    const rig = await startConsumerRig()
    const host = `127.0.0.1:${rig.port}`
    const head = more(await rig.key('uploader', 'ward')).replace('HOST', host)
    const heard = await rig.raw(
      `GET /v1/connections/ward/token HTTP/1.1\r\nHost: ${host}\r\n${head}\r\nConnection: close\r\n\r\n`,
    )
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(heard).not.toContain('"token"')
  })

  it('with a preflight', async () => {
    const { ask } = await withKey()
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }
    expect((await ask({ method: 'OPTIONS', path: TOKEN, headers })).status).toBe(403)
  })
})

test('a key stays good under another name of this computer, as containers have it', async () => {
  const { port, good: key } = await withKey()
  for (const name of ['127.0.0.1', 'localhost', 'host.docker.internal', 'host.containers.internal'])
    expect([name, (await ask(port, { path: TOKEN, key, headers: { host: `${name}:${port}` } })).status]).toEqual([
      name,
      200,
    ])
})

test('a renamed connection is the same, under its new name alone', async () => {
  const rig = await withKey()
  await rig.keeper.handlers['connections.rename']({ name: 'ward', to: 'ward-4' })
  expect((await rig.ask({ path: '/v1/connections/ward-4/token', key: rig.good })).status).toBe(200)
  expect(faultOfAnswer(await rig.ask({ path: TOKEN, key: rig.good }))).toBe('404 no_such_connection')
})

function never(): never {
  throw new Error('no answer')
}
