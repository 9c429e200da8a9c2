/** How calls travel, set in the vault: a real TLS server with an authority of its own, which wants a certificate, behind a proxy that wants a sign-in. */

import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { nodeHttp } from '../../../electron/adapters/node/http/http.ts'
import { MANIFEST_KEY } from '../../../electron/core/connections/manifest.ts'
import { CONTRACT } from '../../../shared/api/contract/contract.ts'
import type { NetworkChange } from '../../../shared/connections/network.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import { faultCodeOf } from '../../kit/fault-code.ts'
import { type MemoryPorts, memoryPorts } from '../../kit/memory-ports.ts'
import { ownAuthority } from '../../kit/servers/own-authority.ts'
import { type ProxyStandIn, proxyServer } from '../../kit/servers/proxy-server.ts'
import { type Started, startKeeper, viewOf } from '../started-keeper.ts'

const PASSWORD = 'the-password-of-the-proxy'
const PASSPHRASE = 'the-passphrase-of-the-key'
const authority = ownAuthority()
const ward = authority.issue('Ward 3')
const stranger = ownAuthority('Somebody else').issue('Ward 3')
const CLIENT = { form: 'pem', certificate: ward.certificate, key: ward.key } as const

let server: Server
let proxy: ProxyStandIn

beforeAll(async () => {
  const { certificate: cert, key } = authority.issue('api', ['api.ward.test'])
  server = createServer(
    { cert, key, ca: authority.pem, requestCert: true, rejectUnauthorized: true },
    (request, reply) => {
      const whose = (request.socket as TLSSocket).getPeerCertificate().subject.CN
      reply.setHeader('content-type', 'application/json')
      reply.statusCode = request.method === 'POST' ? 200 : 400
      reply.end(
        JSON.stringify(
          request.method === 'POST'
            ? { access_token: `for-${String(whose).replaceAll(' ', '-')}`, expires_in: 60 }
            : { error: 'x' },
        ),
      )
    },
  )
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  proxy = await proxyServer(() => (server.address() as AddressInfo).port, `ada:${PASSWORD}`)
})

afterAll(async () => {
  await proxy.close()
  server.closeAllConnections()
  server.close()
})

async function started(): Promise<Started> {
  const rig = await startKeeper(
    memoryPorts({ http: nodeHttp({ clock: nodeClock, agent: 'Everbearer/1', env: {} }) }) as unknown as MemoryPorts,
  )
  await rig.keeper.handlers['connections.add']({
    entry: {
      name: 'ward',
      system: 'oauth2',
      settings: {
        baseUrl: 'https://api.ward.test/',
        clientId: 'c',
        grant: 'client_credentials',
        maxRetries: 0,
        endpoints: { token: '/token' },
      },
      secrets: { clientSecret: 'a client secret' },
    },
  })
  await rig.keeper.handlers['connections.pause']({ name: 'ward' })
  await rig.keeper.handlers['connections.resume']({ name: 'ward' })
  return rig
}

const throughProxy = (password = PASSWORD): NetworkChange => ({
  proxy: { url: `http://ada@127.0.0.1:${proxy.port}`, password },
})
const set = ({ keeper }: Started, change: NetworkChange, name?: string) =>
  keeper.handlers['network.set']({ change, ...(name === undefined ? {} : { name }) })
const tested = ({ keeper }: Started) => keeper.handlers['connections.test']({ name: 'ward' })

test('each part is told by its own fault until all of them are set; a test says which were used', async () => {
  const rig = await started()
  const steps: [NetworkChange, string | undefined, FaultCode][] = [
    [throughProxy('not it'), undefined, 'proxy_sign_in'],
    [throughProxy(), undefined, 'certificate'],
    [{ authorities: authority.pem }, 'ward', 'client_certificate_needed'],
  ]
  for (const [change, name, code] of steps) {
    await set(rig, change, name)
    expect((await tested(rig)).fault?.code).toBe(code)
  }
  await set(
    rig,
    { client: { form: 'pkcs12', certificate: authority.bundle(ward, PASSPHRASE), passphrase: PASSPHRASE } },
    'ward',
  )
  const result = await tested(rig)
  expect(result).toMatchObject({ reached: 'yes', canRenew: 'yes', fault: null })
  expect(result.steps.at(-1)?.via).toEqual({
    proxy: `http://127.0.0.1:${proxy.port}`,
    proxyBy: 'everbearer',
    authorities: 'Ward authority',
    authoritiesBy: 'connection',
    certificate: 'Ward 3',
    certificateBy: 'connection',
  })
  expect(await rig.keeper.handlers['connections.token']({ name: 'ward' })).toMatchObject({ token: 'for-Ward-3' })
  expect(proxy.asked.at(-1)).toEqual({ authority: 'api.ward.test:443', signedIn: true })
})

test('a connection’s own setting counts before that of all, and both are shown without their secrets', async () => {
  const rig = await started()
  await set(rig, { ...throughProxy(), authorities: authority.pem, client: CLIENT })
  await set(rig, { proxy: { url: '' } }, 'ward')
  // Without the proxy there is no such host.
  expect((await tested(rig)).fault?.code).toMatch(/unknown_host|offline/)
  await set(rig, { proxy: null }, 'ward')
  expect(await tested(rig)).toMatchObject({ fault: null })
  const all = await rig.keeper.handlers['network.get']({})
  expect(all.network).toMatchObject({
    proxy: { url: `http://127.0.0.1:${proxy.port}`, user: 'ada', hasPassword: true },
    authorities: { names: ['Ward authority'] },
    client: { name: 'Ward 3' },
  })
  const shown = JSON.stringify([all, await viewOf(rig, 'ward'), await rig.keeper.handlers['support.file']({})])
  for (const secret of [PASSWORD, ward.key.slice(40, 80)]) expect(shown).not.toContain(secret)
})

test('it lies in the vault alone, and is there after a restart', async () => {
  const first = await started()
  await set(first, { ...throughProxy(), authorities: authority.pem })
  await set(first, { client: CLIENT }, 'ward')
  const { vault, clock, http, index } = first.ports
  expect(await vault.read(MANIFEST_KEY)).toContain(PASSWORD)
  expect(JSON.stringify(index.read())).not.toContain('127.0.0.1')
  const again = await startKeeper(memoryPorts({ vault, clock, http, index }) as unknown as MemoryPorts)
  expect(await tested(again)).toMatchObject({ fault: null })
})

test.each<[string, NetworkChange, FaultCode]>([
  ['a proxy of another kind', { proxy: { url: 'socks5://127.0.0.1:1080' } }, 'invalid_proxy'],
  ['a proxy with a path', { proxy: { url: 'http://proxy.example/path' } }, 'invalid_proxy'],
  ['no authority', { authorities: 'not a certificate' }, 'invalid_authorities'],
  ['a broken authority', { authorities: authority.pem.replace(/M/g, 'N') }, 'invalid_authorities'],
  ['no certificate', { client: { form: 'pem', certificate: 'x', key: 'y' } }, 'invalid_client_certificate'],
  [
    'a certificate without its key',
    { client: { form: 'pem', certificate: ward.certificate } },
    'invalid_client_certificate',
  ],
  ['another’s key', { client: { ...CLIENT, key: stranger.key } }, 'client_key_mismatch'],
  [
    'an encrypted key',
    { client: { ...CLIENT, key: authority.encrypted(ward, PASSPHRASE) } },
    'client_passphrase_needed',
  ],
  [
    'an encrypted key and a wrong passphrase',
    { client: { form: 'pkcs12', certificate: authority.bundle(ward, PASSPHRASE), passphrase: 'not it' } },
    'client_passphrase_wrong',
  ],
])('%s is refused, and what was set before stays', async (_what, change, code) => {
  const rig = await started()
  await set(rig, throughProxy(), 'ward')
  expect(await faultCodeOf(set(rig, change, 'ward'))).toBe(code)
  expect((await viewOf(rig, 'ward')).network).toMatchObject({ proxy: { user: 'ada' }, authorities: null, client: null })
})

test('no page or window sets it', () => {
  expect(CONTRACT['network.set'].doors).toEqual(['socket'])
  expect(CONTRACT['network.get'].doors).toContain('page')
})
