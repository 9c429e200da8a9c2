import { expect, test } from 'vitest'
import type { ConsumerLook, ConsumerPort } from '../../../electron/core/ports.ts'
import type { Finding } from '../../../shared/api/contract/contract.ts'
import { type Fault, fault } from '../../../shared/fault.ts'
import { handHost } from '../../kit/hand-host.ts'
import { markers } from '../../kit/markers.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { clientCredentialsEntry, drawEntry, startKeeper } from '../started-keeper.ts'

const DAY_S = 86_400

const short = ({ probe, connection, level }: Finding) => `${probe} ${connection ?? '-'} ${level}`

test('each server is asked once, however many connections lead there', async () => {
  const { keeper, ports } = await startKeeper()
  for (const name of ['one', 'two']) {
    await keeper.handlers['connections.add']({ entry: drawEntry(name, ports, 30 * DAY_S) })
  }
  ports.surroundings.ways['https://draw.example'] = [
    { probe: 'tls', level: 'warning', fault: null, facts: { until: '2026-12-01T00:00:00.000Z' } },
  ]
  const late = new Date(ports.clock.now() - 90_000).toUTCString()
  ports.http.answerTo('https://draw.example/', { status: 404, headers: { date: late } })
  const { findings } = await keeper.handlers['doctor.run']({})
  expect(findings.map(short)).toEqual(['vault - good', 'tls - warning', 'address - good', 'clock - warning'])
  expect(findings[2]?.facts).toMatchObject({ url: 'https://draw.example/', connections: 2, status: 404 })
  expect(Math.round(Number(findings[3]?.facts['offsetMs']) / 10_000)).toBe(-9)
})

test('a connection whose endpoints lie elsewhere has two servers', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('machine') })
  await ports.clock.settle()
  ports.http.answerTo('https://api.example/', { status: 200 })
  ports.http.answerTo('https://login.example/', { status: 200 })
  const { findings } = await keeper.handlers['doctor.run']({})
  expect(findings.filter(({ probe }) => probe === 'address').map(short)).toEqual([
    'address machine good',
    'address machine good',
  ])
})

test('what the way has said already is not said again', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 30 * DAY_S) })
  const unknown = { code: 'unknown_host', params: { host: 'draw.example' } } as const
  ports.surroundings.ways['https://draw.example'] = [
    { probe: 'dns', level: 'bad', fault: unknown, facts: { host: 'draw.example' } },
  ]
  ports.http.answer({ trouble: 'unknown_host', sent: false })
  const { findings } = await keeper.handlers['doctor.run']({})
  expect(findings.map(short)).toEqual(['vault - good', 'dns ward bad'])
})

test('the last trouble of a connection is told though its server answers', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 30 * DAY_S) })
  ports.http.answer({ status: 401, json: {} })
  await keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  ports.http.answer({ status: 200 })
  const { findings } = await keeper.handlers['doctor.run']({})
  expect(findings.map(short)).toEqual(['vault - good', 'renewal ward bad', 'address ward good'])
  expect(findings[1]?.fault?.code).toBe('refused')
})

/** A secret where each kind of it may be, and what its owner would not want to be read about him. */
const PLANTED = {
  access: `access ${'9f2c'.repeat(5)}`.replace(' ', '-'),
  refresh: `refresh ${'7a1b'.repeat(5)}`.replace(' ', '-'),
  'client secret': `client-secret-${'5d0e'.repeat(5)}`,
  'client id': 'Institute of Somebody 4711',
  'key in an address': 'api-key-in-a-query-0815',
  'further setting': 'a-tenant-that-is-nobodys-business',
}

test('a support file holds what helps, and nothing that was planted', async () => {
  const hunt = markers(PLANTED)
  const { keeper, ports } = await startKeeper()
  const draw = drawEntry('ward', ports, 30 * DAY_S, {
    clientId: PLANTED['client id'],
    endpoints: { upload: `/api/upload/?key=${PLANTED['key in an address']}` },
  }) as object
  const entry = { ...draw, secrets: { accessToken: PLANTED.access, refreshToken: PLANTED.refresh } }
  await keeper.handlers['connections.add']({ entry })
  const machine = clientCredentialsEntry('machine') as { settings: object }
  await keeper.handlers['connections.add']({
    entry: {
      ...machine,
      settings: { ...machine.settings, audience: PLANTED['further setting'] },
      secrets: { clientSecret: PLANTED['client secret'] },
    },
  })
  await ports.clock.settle()
  ports.surroundings.findings.push({
    probe: 'state-folder',
    connection: null,
    level: 'good',
    fault: null,
    facts: { path: '/home/somebody/.local/state/everbearer' },
  })
  ports.surroundings.findings.push({
    probe: 'proxy',
    connection: null,
    level: 'good',
    fault: null,
    facts: { noProxy: '10.1.0.0/16,inner.example', path: 'https://draw.example/wards/ward/' },
  })
  await keeper.handlers['connections.rename']({ name: 'ward', to: 'ward-3' })
  ports.http.otherwise(() => ({ status: 200 }))
  const { text } = await keeper.handlers['support.file']({})
  expect(hunt.inText('support file', text)).toEqual([])
  for (const name of ['somebody', 'ward', '"machine"', 'inner.example']) expect(text).not.toContain(name)
  expect(text).not.toContain('fingerprint"')
  const file = JSON.parse(text)
  expect(file).toMatchObject({
    version: expect.stringMatching(/./),
    vault: { kind: 'keychain', connections: 2 },
    connections: [
      {
        name: 'connection 1',
        baseUrl: 'https://draw.example/',
        state: 'valid',
        secrets: { accessToken: { present: true } },
      },
      { name: 'connection 2', system: 'oauth2' },
    ],
  })
  expect(file.findings).toContainEqual(expect.objectContaining({ facts: { path: '~/.local/state/everbearer' } }))
  expect(file.journal.map(({ event }: { event: string }) => event)).toContain('added')
})

function withPort(looks: readonly Partial<ConsumerLook>[], trouble: Fault | null = null) {
  const port: ConsumerPort = {
    follow: async () => undefined,
    state: () => ({ at: [], fault: trouble, certificateEndsAt: null }),
    look: async () =>
      looks.map((look) => ({ at: '127.0.0.1:4711', fault: null, names: null, certificateEndsAt: null, ...look })),
  }
  return startKeeper({ ...memoryPorts(), host: { ...handHost(), asked: 0, consumerPort: port } })
}

test.each<[string, readonly Partial<ConsumerLook>[], Fault | null, readonly (readonly [string, string | null])[]]>([
  ['answers as it should', [{}], null, [['good', null]]],
  ['is closed and not wanted', [], null, []],
  ['belongs to another program', [], fault('port_taken', { port: 4711 }), [['bad', 'port_taken']]],
  ['is answered by another one', [{ fault: fault('port_answers_other') }], null, [['bad', 'port_answers_other']]],
  [
    'has a certificate that ends',
    [{}, { at: 'https://0.0.0.0:8443', names: 'DNS:keeper.example', certificateEndsAt: Date.parse('2026-12-02') }],
    fault('certificate_ends', { days: 7 }),
    [
      ['good', null],
      ['warning', 'certificate_ends'],
    ],
  ],
])('the port for consumers that %s', async (_what, looks, trouble, expected) => {
  const { keeper } = await withPort(looks, trouble)
  const { findings } = await keeper.handlers['doctor.run']({})
  const found = findings.filter(({ probe }) => probe === 'consumers')
  expect(found.map(({ level, fault: met }) => [level, met?.code ?? null])).toEqual(expected)
  if (found.length === 2)
    expect(found[1]?.facts).toEqual({
      at: 'https://0.0.0.0:8443',
      certificateFor: 'DNS:keeper.example',
      certificateUntil: '2026-12-02T00:00:00.000Z',
    })
})

test('a port that is set is closed while nobody keeps', async () => {
  const { keeper } = await withPort([])
  await keeper.handlers['consumers.listen']({ key: 'consumers.port', value: '4711' })
  const { findings } = await keeper.handlers['doctor.run']({})
  expect(findings.filter(({ probe }) => probe === 'consumers')).toEqual([])
  const { keeper: alone, ports } = await startKeeper()
  await alone.handlers['consumers.listen']({ key: 'consumers.port', value: '4711' })
  expect((await alone.handlers['doctor.run']({})).findings.filter(({ probe }) => probe === 'consumers')).toEqual([
    expect.objectContaining({ level: 'warning', fault: { code: 'port_unopened', params: { at: '127.0.0.1:4711' } } }),
  ])
  expect(ports.http.requests).toEqual([])
})
