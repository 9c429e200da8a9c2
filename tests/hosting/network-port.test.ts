/** The port for other computers: over TLS or not at all, by the names of its certificate, which may be another from one moment to the next. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { createConsumerPort } from '../../electron/hosting/consumer-port.ts'
import type { Fault } from '../../shared/fault.ts'
import { drawEntry } from '../core/started-keeper.ts'
import { handClock, START } from '../kit/hand-clock.ts'
import { keeperStandIn } from '../kit/keeper-stand-in.ts'
import { freePort } from '../kit/network/free-port.ts'
import { until } from '../kit/processes/until.ts'
import { certificate } from '../kit/servers/certificate.ts'

const DAY_MS = 86_400_000
const HOSTS = ['127.0.0.1', 'keeper.example', '*.ward.example']

/** By the hand clock and by that of the TLS client. */
const FAR = Math.floor(Math.max(START, Date.now()) / 1_000) * 1_000 + 300 * DAY_MS

async function host(made = certificate({ hosts: HOSTS, until: FAR })) {
  const { keeper, ports } = keeperStandIn()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const { key } = await keeper.handlers['consumers.add']({ name: 'uploader', connections: ['ward'] })
  const clock = handClock()
  const port = createConsumerPort({ keeper: Promise.resolve(keeper), clock, random: ports.random })
  const folder = mkdtempSync(join(tmpdir(), 'eb-'))
  onTestFinished(() => {
    port.leave()
    port.close()
    rmSync(folder, { recursive: true })
  })
  const files = { certificate: join(folder, 'own.pem'), key: join(folder, 'own.key') }
  const lay = (pair: ReturnType<typeof certificate>) => {
    writeFileSync(files.certificate, pair.cert)
    writeFileSync(files.key, pair.key, { mode: 0o600 })
  }
  lay(made)
  const number = await freePort()
  const told: (Fault | null)[] = []
  const follow = (address = `127.0.0.1:${number}`) =>
    port.follow({ port: 0, bridge: '', network: { address, ...files } }, (trouble) => told.push(trouble))
  const answers = (host: string, ca: string, headers = {}) => asked(number, { ca, host, key, headers })
  return { port, clock, files, lay, made, number, told, follow, answers, key }
}

type Asking = { readonly ca: string; readonly host: string; readonly key: string; readonly headers: object }

function asked(port: number, { ca, host, key, headers }: Asking): Promise<number | string> {
  const all = { authorization: `Bearer ${key}`, host, ...headers }
  const place = { host: '127.0.0.1', port, ca, checkServerIdentity: () => undefined }
  const options = { ...place, path: '/v1/connections/ward', headers: all, agent: false as const }
  return new Promise((resolve) => {
    request(options, (reply) => resolve(reply.resume().statusCode ?? 0))
      .on('error', (thrown: NodeJS.ErrnoException) => resolve(thrown.code ?? ''))
      .end()
  })
}

/** The end of the certificate that is shown there; an error's code. */
function shown(port: number, options: object = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options }, () => {
      resolve(`${socket.getProtocol()} ${socket.getPeerCertificate().fingerprint256}`)
      socket.destroy()
    })
    socket.on('error', (thrown: NodeJS.ErrnoException) => resolve(thrown.code ?? ''))
  })
}

test('it answers by the names of its certificate alone, at whatever port the way there begins', async () => {
  const { port, follow, answers, made, number } = await host()
  await follow()
  expect(port.state()).toMatchObject({ at: [`https://127.0.0.1:${number}`], fault: null })
  for (const name of [
    `127.0.0.1:${number}`,
    'keeper.example',
    'keeper.example:8443',
    'KEEPER.example',
    'a.ward.example',
  ])
    expect([name, await answers(name, made.cert)]).toEqual([name, 200])
  for (const name of [
    'localhost',
    'evil.example',
    'b.a.ward.example',
    'ward.example',
    '127.0.0.2',
    'keeper.example.evil',
  ])
    expect([name, await answers(name, made.cert)]).toEqual([name, 403])
  const own = { origin: 'https://keeper.example' }
  expect(await answers('keeper.example', made.cert, own)).toBe(200)
  expect(await answers('keeper.example', made.cert, { origin: 'http://keeper.example' })).toBe(403)
  expect(await answers('keeper.example', made.cert, { ...own, 'sec-fetch-site': 'cross-site' })).toBe(403)
})

test('what is older than TLS 1.2, and no TLS at all, gets no answer', async () => {
  const { follow, number } = await host()
  await follow()
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }
  expect(await shown(number, old)).toMatch(/^(ERR_SSL|ECONNRESET)/)
  expect(await shown(number, { maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1.2 /)
  await expect(fetch(`http://127.0.0.1:${number}/v1/connections`)).rejects.toThrow('fetch failed')
})

test('a certificate that was laid down anew counts at once, and one that does not fit leaves the one before', async () => {
  const { port, clock, follow, lay, files, told, number } = await host()
  await follow()
  const first = await shown(number)
  const changed = async () => {
    await until('the change to be seen', () => clock.armed()[0] === 500)
    await clock.advance(500)
  }
  const next = certificate({ hosts: HOSTS, until: FAR })
  lay(next)
  await changed()
  const second = await shown(number)
  expect(second).not.toBe(first)
  expect(port.state()).toMatchObject({ fault: null, certificateEndsAt: FAR })
  writeFileSync(files.certificate, certificate({ hosts: HOSTS }).cert)
  await changed()
  expect([await shown(number), port.state().fault?.code]).toEqual([second, 'tls_pair_differs'])
  writeFileSync(files.certificate, next.cert)
  await changed()
  expect([await shown(number), port.state().fault]).toEqual([second, null])
  expect(told.map((each) => each?.code ?? null)).toEqual(['tls_pair_differs', null])
})

test.each([
  ['a key that others can read', 'key', (path: string) => chmodSync(path, 0o640), 'tls_file_unsafe'],
  ['a certificate that others can write', 'certificate', (path: string) => chmodSync(path, 0o666), 'tls_file_unsafe'],
  ['a key that is none', 'key', (path: string) => writeFileSync(path, 'no key'), 'tls_file_broken'],
  ['a certificate that is none', 'certificate', (path: string) => writeFileSync(path, 'none'), 'tls_file_broken'],
  ['no key', 'key', (path: string) => rmSync(path), 'tls_file_broken'],
  [
    'a certificate without names',
    'certificate',
    (path: string) => writeFileSync(path, certificate({ hosts: [] }).cert),
    'tls_file_broken',
  ],
] as const)('%s opens nothing, until it is mended', async (_what, which, spoil, code) => {
  const { port, clock, follow, files, lay, made } = await host()
  spoil(files[which])
  await follow()
  expect(port.state()).toMatchObject({ at: [], fault: { code, params: { file: files[which] } } })
  rmSync(files[which], { force: true })
  lay(made)
  await clock.advance(1_000)
  await follow()
  expect(port.state().fault).toBeNull()
})

test('an address that this computer does not have is said as such', async () => {
  const { port, follow } = await host()
  await follow('203.0.113.9:8443')
  expect(port.state()).toMatchObject({
    at: [],
    fault: { code: 'address_not_here', params: { address: '203.0.113.9' } },
  })
})

test('its end is told 14, 7 and 1 days ahead, once each, and when it has come', async () => {
  const { clock, follow, told } = await host(certificate({ hosts: HOSTS, until: START + 15 * DAY_MS }))
  await follow()
  await clock.advance(16 * DAY_MS)
  expect(told.map((each) => [each?.code, each?.params['days']])).toEqual([
    ['certificate_ends', 14],
    ['certificate_ends', 7],
    ['certificate_ends', 1],
    ['certificate_ended', undefined],
  ])
})
