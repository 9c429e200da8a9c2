/**
 * Through the gateway to servers that are not simply there: behind a company's proxy that wants a sign-in, with a certificate
 * of the company's own authority; and Crafter Profile, whose token goes in the query.
 */
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ownAuthority } from '../../kit/servers/own-authority.ts'
import { proxyServer } from '../../kit/servers/proxy-server.ts'
import { type ConsumerRig, faultOfAnswer, startConsumerRig } from '../loopback/consumer-rig.ts'

const PASSWORD = 'the-password-of-the-proxy'
const authority = ownAuthority()
const issued = authority.issue('api', ['api.ward.test'])

/** A server by the name api.ward.test, which only the proxy knows. */
async function behindProxy() {
  const heard: string[] = []
  const server = createServer({ cert: issued.certificate, key: issued.key }, (incoming, outgoing) => {
    let body = ''
    incoming.setEncoding('latin1').on('data', (part: string) => {
      body += part
    })
    incoming.on('end', () => {
      heard.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization} ${body.length}`)
      outgoing.end(`got ${body.length}`)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const proxy = await proxyServer(() => (server.address() as AddressInfo).port, `ada:${PASSWORD}`)
  onTestFinished(async () => {
    await proxy.close()
    server.closeAllConnections()
    server.close()
  })
  return { heard, proxy }
}

async function withFar(rig: ConsumerRig): Promise<string> {
  const entry = {
    name: 'far',
    system: 'draw',
    settings: {
      baseUrl: 'https://api.ward.test/v1/',
      clientId: 'Institute A',
      maxRetries: 0,
      expiresAt: new Date(rig.ports.clock.now() + 86_400_000).toISOString(),
    },
    secrets: { accessToken: 'access-of-far', refreshToken: 'refresh-of-far' },
  }
  await rig.keeper.handlers['connections.add']({ entry })
  return await rig.key('uploader', 'far')
}

test('a call and an upload pass the proxy and end at the server with the company’s certificate', async () => {
  const { heard, proxy } = await behindProxy()
  const rig = await startConsumerRig()
  const key = await withFar(rig)
  const url = `http://ada@127.0.0.1:${proxy.port}`
  const change = { proxy: { url, password: PASSWORD }, authorities: authority.pem }
  await rig.keeper.handlers['network.set']({ name: 'far', change })
  const upload = 'x'.repeat(300_000)
  const got = await rig.ask({ path: '/g/far/api/health/?a=b', key })
  const put = await rig.ask({ method: 'POST', path: '/g/far/api/upload/', key, body: upload })
  expect([got.text, put.text]).toEqual(['got 0', `got ${upload.length}`])
  expect(heard).toEqual([
    'GET /v1/api/health/?a=b Bearer access-of-far 0',
    `POST /v1/api/upload/ Bearer access-of-far ${upload.length}`,
  ])
  expect(proxy.asked.every(({ authority: to, signedIn }) => to === 'api.ward.test:443' && signedIn)).toBe(true)
})

test('what is missing on the way is told for what it is, and follows the settings at once', async () => {
  const { heard, proxy } = await behindProxy()
  const rig = await startConsumerRig()
  const key = await withFar(rig)
  const url = `http://ada@127.0.0.1:${proxy.port}`
  const set = (change: object) => rig.keeper.handlers['network.set']({ name: 'far', change })
  const told = async () => faultOfAnswer(await rig.ask({ path: '/g/far/', key }))
  await set({ proxy: { url, password: 'a wrong one' } })
  expect(await told()).toBe('502 proxy_sign_in')
  await set({ proxy: { url, password: PASSWORD } })
  expect(await told()).toBe('502 certificate')
  expect(heard).toEqual([])
  await set({ authorities: authority.pem })
  expect(await rig.ask({ path: '/g/far/', key })).toMatchObject({ status: 200 })
})

test('a call to Crafter Profile has the token in its query alone, wherever the key came', async () => {
  const rig = await startConsumerRig()
  const accessToken = '0b1c2d3e-0000-4000-8000-00000000abcd'
  const settings = { baseUrl: `${rig.upstream.url}crafter-profile/` }
  const entry = { name: 'shop', system: 'crafter', settings, secrets: { accessToken } }
  await rig.keeper.handlers['connections.add']({ entry })
  const key = await rig.key('shopkeeper', 'shop')
  const path = '/g/shop/api/1/profile/count.json?tenantName=site1'
  const answers = [
    await rig.ask({ path, key }),
    await rig.ask({ path: `${path}&accessTokenId=${key}` }),
    await rig.ask({ path: `${path}&accesstokenid=somebody-elses`, key }),
  ]
  expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(Array(3).fill('200 here'))
  expect(rig.upstream.requests.map(({ url }) => url)).toEqual(
    Array(3).fill(`/crafter-profile/api/1/profile/count.json?tenantName=site1&accessTokenId=${accessToken}`),
  )
  expect(JSON.stringify(rig.upstream.requests)).not.toMatch(/authorization|evb_/i)
})
