/** A key for the gateway alone (docs/consumers.md): it sends calls, and whoever reads it in a log fetches nothing with it. */
import { expect, it } from 'vitest'
import { ROUTES } from '../../../shared/api/routes.ts'
import { faultOfAnswer, startConsumerRig } from './consumer-rig.ts'

const JSON_BODY = { headers: { 'content-type': 'application/json' }, body: '{"name":"ward","generation":0}' }

async function started() {
  const rig = await startConsumerRig()
  return { ...rig, own: await rig.gatewayKey('draw-client', 'ward') }
}

it('sends calls through the gateway with the valid token, by whichever way it comes', async () => {
  const { ask, own, upstream } = await started()
  const basic = Buffer.from(`draw:${own}`).toString('base64')
  expect((await ask({ path: '/g/ward/api/', key: own })).status).toBe(200)
  expect((await ask({ path: '/g/ward/api/', headers: { authorization: `Basic ${basic}` } })).status).toBe(200)
  const sent = upstream.requests.map(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf('Authorization') + 1])
  expect(sent).toEqual(['Bearer access-of-ward-0', 'Bearer access-of-ward-0'])
})

it('opens no address of the API: not the token, nor what renews it, nor what tells of it', async () => {
  const { ask, own, ports } = await started()
  const before = ports.http.requests.length
  const routes = ROUTES.map(({ method, path }) => ({ method, path: path.replace('{name}', 'ward') }))
  const asked = [
    ...routes.map((each) => (each.method === 'GET' ? each : { ...each, ...JSON_BODY })),
    { path: '/v1/connections/ward/token?min_ttl=5m' },
    { path: '/v1/connections/other/token' },
    { method: 'HEAD', path: '/v1/connections/ward/token' },
    { method: 'POST', path: '/v1/calls/connections.token', ...JSON_BODY },
    { path: '/v1/events' },
    { path: '/openapi.json' },
    { path: '/nothing' },
  ]
  for (const each of asked) {
    const answer = await ask({ ...each, key: own })
    const told = answer.text === '' ? `${answer.status}` : faultOfAnswer(answer)
    expect([each.path, told]).toEqual([each.path, answer.text === '' ? '403' : '403 consumer_gateway_only'])
    expect(answer.text).not.toContain('access-of')
  }
  expect(ports.http.requests.length).toBe(before)
})

it('is told in the journal when it comes there: once at first, then as one number', async () => {
  const { ask, own, ports, keeper } = await started()
  for (let at = 0; at < 5; at++) await ask({ path: '/v1/connections/ward/token', key: own })
  await ask({ path: '/g/ward/', key: own })
  const told = () => ports.journal.entries.filter(({ event }) => event === 'gateway_key_refused')
  expect(told()).toMatchObject([{ params: { consumer: 'draw-client', times: 1 } }])
  await keeper.stop()
  expect(told()).toMatchObject([{}, { params: { consumer: 'draw-client', times: 4 } }])
  expect(JSON.stringify(ports.journal.entries)).not.toMatch(/access-of|evb_/)
})
