import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { createSecureContext } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { reach } from '../../../../electron/adapters/node/http/reach.ts'
import type { Reached } from '../../../../electron/core/ports.ts'
import { certificate } from '../../../kit/servers/certificate.ts'

const NOW = Date.now()
const DAY_MS = 86_400_000

async function port(server: Server): Promise<number> {
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(null)))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

type Wanted = Partial<Parameters<typeof certificate>[0]> & { readonly trusted?: boolean }

/** Looks at a server on this machine that shows such a certificate. */
async function looked({ trusted = true, ...wanted }: Wanted = {}): Promise<readonly Reached[]> {
  const { key, cert } = certificate({ hosts: ['localhost'], until: NOW + 90 * DAY_MS, ...wanted })
  const at = await port(createSecureServer({ key, cert }))
  const trust = () => createSecureContext(trusted ? { ca: cert } : {})
  return reach(`https://localhost:${at}`, { env: {}, now: () => NOW, trust })
}

const byProbe = (found: readonly Reached[]) => Object.fromEntries(found.map((each) => [each.probe, each]))

test('tells name, protocol, chain, expiry and who vouches', async () => {
  const { dns, tls, ...others } = byProbe(await looked())
  expect(others).toEqual({})
  expect(dns).toMatchObject({
    level: 'good',
    facts: { host: 'localhost', addresses: expect.stringContaining('127.0.0.1') },
  })
  expect(tls).toEqual({
    probe: 'tls',
    level: 'good',
    fault: null,
    facts: {
      protocol: 'TLSv1.3',
      until: new Date(Math.floor((NOW + 90 * DAY_MS) / 1000) * 1000).toISOString(),
      chain: 'everbearer test',
      authority: 'everbearer test',
      trustedBy: 'nobody',
    },
  })
})

test('warns of a certificate that ends within two weeks', async () => {
  const { tls } = byProbe(await looked({ until: NOW + 13 * DAY_MS }))
  expect(tls).toMatchObject({ level: 'warning', fault: null })
})

test.each<[string, Wanted, string]>([
  ['that nobody vouches for', { trusted: false }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['that has ended', { from: NOW - 9 * DAY_MS, until: NOW - DAY_MS }, 'CERT_HAS_EXPIRED'],
  ['of another host', { hosts: ['elsewhere.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('a certificate %s is shown and is bad', async (_why, wanted, detail) => {
  const { tls } = byProbe(await looked(wanted))
  expect(tls).toMatchObject({ level: 'bad', fault: { code: 'certificate', params: { host: 'localhost', detail } } })
  expect(tls?.facts).toMatchObject({ chain: 'everbearer test', authority: 'everbearer test' })
})

test('a name that nobody knows ends the way there', async () => {
  const found = await reach('https://nowhere.invalid', { env: {}, now: () => NOW })
  expect(found).toMatchObject([{ probe: 'dns', level: 'bad', facts: { host: 'nowhere.invalid' } }])
  expect(['unknown_host', 'offline']).toContain(found[0]?.fault?.code)
})

test('an address is asked of nobody, and plain http has no certificate', async () => {
  expect(await reach('http://127.0.0.1:9', { env: {}, now: () => NOW })).toEqual([])
})

test('nobody listening, and no TLS spoken', async () => {
  const closed = createServer()
  const at = await port(closed)
  await new Promise((done) => closed.close(done))
  const [gone] = await reach(`https://127.0.0.1:${at}`, { env: {}, now: () => NOW })
  expect(gone).toMatchObject({ probe: 'tls', level: 'bad', fault: { code: 'connection_refused' } })
  const plain = await port(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
  const [mute] = await reach(`https://127.0.0.1:${plain}`, { env: {}, now: () => NOW })
  expect(mute).toMatchObject({ probe: 'tls', level: 'bad', fault: { code: 'certificate', params: { why: 'no_tls' } } })
})

test('names the proxy without its password, and what the proxy answers', async () => {
  const at = await port(createServer((socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')))
  const env = { HTTPS_PROXY: `http://somebody:hush-hush@127.0.0.1:${at}` }
  const found = await reach('https://draw.example', { env, now: () => NOW })
  expect(found).toMatchObject([
    { probe: 'route', level: 'good', facts: { via: `http://127.0.0.1:${at}`, variable: 'HTTPS_PROXY' } },
    { probe: 'tls', level: 'bad', fault: { code: 'proxy_sign_in' } },
  ])
  expect(JSON.stringify(found)).not.toContain('hush')
})

test('a variable that holds no proxy is said by its name', async () => {
  const found = await reach('https://draw.example', { env: { ALL_PROXY: 'socks5://hush:9' }, now: () => NOW })
  expect(found).toMatchObject([{ probe: 'route', level: 'bad', facts: { variable: 'ALL_PROXY' } }])
  expect(JSON.stringify(found)).not.toContain('hush')
})
