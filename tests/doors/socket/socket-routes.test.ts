/** The addresses that are made for programs. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it, test } from 'vitest'
import { ROUTES } from '../../../shared/api/routes.ts'
import { drawEntry } from '../../core/started-keeper.ts'
import { type Answered, startSocketRig } from './socket-rig.ts'

async function withWard() {
  const rig = await startSocketRig()
  await rig.door.ask('connections.add', { entry: drawEntry('ward', rig.ports, 3_600) })
  return rig
}

describe('a program', () => {
  it('gets a token with what a client needs beside it', async () => {
    const rig = await withWard()
    const { status, headers, json } = await rig.ask({ path: '/v1/connections/ward/token?min_ttl=5m' })
    expect(status).toBe(200)
    expect(headers['cache-control']).toBe('no-store')
    expect(json).toMatchObject({
      name: 'ward',
      token: expect.stringMatching(/\S/),
      token_type: 'Bearer',
      base_url: expect.stringMatching(/^https:/),
      client_id: expect.any(String),
      endpoints: { refresh: expect.any(String) },
      max_retries: 3,
      generation: expect.any(Number),
      warning: null,
    })
    const { expires_at, expires_at_epoch, seconds_left } = json as Record<string, string>
    expect(Date.parse(String(expires_at)) / 1_000).toBe(expires_at_epoch)
    expect(seconds_left).toBeLessThanOrEqual(3_600)
  })

  it.each(['', 'soon', '-5', '1e99'])('that wants it for %j is refused', async (minTtl) => {
    const rig = await withWard()
    const { status, json } = await rig.ask({ path: `/v1/connections/ward/token?min_ttl=${minTtl}` })
    expect([status, json]).toMatchObject([400, { fault: { code: 'bad_shape' } }])
  })

  it.each([
    ['/v1/connections/ward/token?min_tll=5m', { parameter: 'min_tll', nearest: 'min_ttl' }],
    ['/v1/connections/ward/token?min_ttl=5m&resourse=https://api.example/', { nearest: 'resource' }],
    ['/v1/connections/ward/token?Scope=read', { parameter: 'Scope', nearest: 'scope' }],
    ['/v1/connections/ward/token?audience=x', { parameter: 'audience', known: 'min_ttl, resource, scope' }],
    ['/v1/connections/ward/token?__proto__=x', { known: 'min_ttl, resource, scope' }],
    ['/v1/connections/ward/token?scope%20=read', { nearest: 'scope' }],
    ['/v1/connections/ward?min_ttl=5m', { parameter: 'min_ttl' }],
    ['/v1/connections?name=ward', { parameter: 'name' }],
    ['/v1/keeper?x=1', { parameter: 'x' }],
    ['/v1/events?name=ward', { parameter: 'name' }],
    ['/openapi.json?v=2', { parameter: 'v' }],
  ])('that asks %s is told which parameter is meant, and gets nothing', async (path, params) => {
    const rig = await withWard()
    const { status, json } = await rig.ask({ path })
    expect([status, json]).toMatchObject([400, { fault: { code: 'unknown_parameter', params } }])
    expect(JSON.stringify(json)).not.toContain('"token"')
  })

  it('lists and looks without secrets', async () => {
    const rig = await withWard()
    const list = await rig.ask({ path: '/v1/connections' })
    const one = await rig.ask({ path: '/v1/connections/ward' })
    expect(list.json).toEqual([one.json])
    expect(one.json).toMatchObject({ name: 'ward', system: 'draw', state: 'valid' })
    const { token } = (await rig.ask({ path: '/v1/connections/ward/token' })).json as { token: string }
    expect(JSON.stringify([list.json, one.json])).not.toContain(token)
  })

  it.each([
    ['GET', '/v1/connections/nobody'],
    ['GET', '/v1/connections/nobody/token'],
    ['POST', '/v1/connections/nobody/refresh'],
  ])('that names no connection with %s %s gets 404', async (method, path) => {
    const rig = await withWard()
    expect(await rig.ask({ method, path })).toMatchObject({
      status: 404,
      json: { fault: { code: 'no_such_connection' } },
    })
  })

  it('reports a 401 with the generation that it used, and not without', async () => {
    const rig = await withWard()
    const headers = { 'content-type': 'application/json' }
    const report = (body: string) => rig.ask({ method: 'POST', path: '/v1/connections/ward/rejected', headers, body })
    expect((await report('{"generation":1}')).status).toBe(200)
    for (const body of ['{}', 'null', '[]', '{"generation":"1"}', '{"generation":1,"name":"other"}']) {
      const answer = await report(body)
      if (body.includes('other')) expect(answer.json).toMatchObject({ name: 'ward' })
      else expect([body, answer.status]).toEqual([body, 400])
    }
  })
})

describe('the token that is asked plainly, which takes a shorter way, is answered as on the long one:', () => {
  const long = (path: string) => `${path}?`
  /** What may differ between two answers one after the other. */
  const still = ({ status, headers: { date: _, ...headers }, json }: Answered) => {
    const { seconds_left: __, ...rest } = json as Record<string, unknown>
    return { status, headers: { ...headers, 'content-length': null }, json: rest }
  }

  it.each(['ward', 'nobody', 'x'.repeat(63), 'x'.repeat(64), 'Ward', 'ward%2F', '%77ard'])('for %s', async (name) => {
    const rig = await withWard()
    const path = `/v1/connections/${name}/token`
    const [short, other] = await Promise.all([rig.ask({ path }), rig.ask({ path: long(path) })])
    expect(still(short)).toEqual(still(other))
  })

  it.each(['', 'everbearer', '127.0.0.1', 'every where', 'a/b', '[::1', 'x@y'])('for Host %j', async (host) => {
    const rig = await withWard()
    const said = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    const path = '/v1/connections/ward/token'
    const [short, other] = await Promise.all([rig.raw(said(path)), rig.raw(said(long(path)))])
    expect(short.split('\r\n')[0]).toBe(other.split('\r\n')[0])
  })

  it('with a body that nobody asked for, and another request behind it', async () => {
    const rig = await withWard()
    const head = 'GET /v1/connections/ward/token HTTP/1.1\r\nHost: x\r\n'
    const heard = await rig.raw(`${head}Content-Length: 5\r\n\r\nabcde${head}\r\n${head}Connection: close\r\n\r\n`)
    expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3)
  })

  it('where the caller leaves while it is renewed, nobody else notices', async () => {
    const asked = Promise.withResolvers<void>()
    const renewed = Promise.withResolvers<void>()
    const rig = await startSocketRig({
      'connections.token': async () => {
        asked.resolve()
        await renewed.promise
        throw new Error('came to nothing')
      },
    })
    const socket = await rig.connect()
    socket.write('GET /v1/connections/ward/token HTTP/1.1\r\nHost: x\r\n\r\n')
    await asked.promise
    socket.destroy()
    const waiting = rig.ask({ path: '/v1/connections/ward/token' })
    renewed.resolve()
    expect(await waiting).toMatchObject({ status: 500, json: { ok: false } })
    await rig.door.quiet()
  })
})

test('openapi.json is one, and names every address', async () => {
  const rig = await startSocketRig()
  const { json } = await rig.ask({ path: '/openapi.json' })
  const { paths } = json as { paths: Record<string, Record<string, unknown>> }
  for (const { path, method } of ROUTES) expect(paths[path]).toHaveProperty(method.toLowerCase())
  expect(paths).toHaveProperty(['/v1/calls/connections.add', 'post'])
  expect(await new Validator().validate(json as string)).toMatchObject({ valid: true })
})
