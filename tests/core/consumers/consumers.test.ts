import { describe, expect, it, test } from 'vitest'
import { readConsumers } from '../../../electron/core/consumers/consumer-document.ts'
import { KEY_PATTERN } from '../../../electron/core/consumers/consumer-keys.ts'
import { createKeeper } from '../../../electron/core/keeper.ts'
import type { ConsumerPlace, ConsumerPort } from '../../../electron/core/ports.ts'
import { CONSUMER_PLACES } from '../../../electron/core/preferences.ts'
import { fault } from '../../../shared/fault.ts'
import { handHost } from '../../kit/hand-host.ts'
import { memoryPorts, sha256 } from '../../kit/memory-ports.ts'
import { drawEntry, type Started, startKeeper } from '../started-keeper.ts'

async function withWards(started: Promise<Started> = startKeeper()) {
  const { keeper, ports } = await started
  for (const name of ['ward', 'other', 'third'])
    await keeper.handlers['connections.add']({ entry: drawEntry(name, ports, 86_400) })
  const add = (name: string, ...connections: string[]) => keeper.handlers['consumers.add']({ name, connections })
  const events = () => ports.journal.entries.map(({ event, connection, params }) => [event, connection, params])
  return { keeper, ports, service: keeper.consumers, add, events }
}

describe('a key', () => {
  it('is told once; the vault has its digest alone, and plain files nothing of it', async () => {
    const { add, ports } = await withWards()
    const { name, key, connections } = await add('uploader', 'ward', 'other')
    expect([name, connections]).toEqual(['uploader', ['ward', 'other']])
    expect(key).toMatch(new RegExp(`^${KEY_PATTERN.source}$`))
    const [kept] = await readConsumers(ports.vault)
    expect(kept?.digest).toBe(sha256(key))
    const written = (await ports.vault.read('consumers')) ?? ''
    await ports.index.flush()
    for (const place of [written, JSON.stringify(ports.index.read()), JSON.stringify(ports.journal.entries)])
      expect(place).not.toContain(key.slice(20))
  })

  it('opens what it was made for, and no other key does', async () => {
    const { add, service } = await withWards()
    const { key } = await add('uploader', 'ward')
    const consumer = service.holderOf(key)
    expect(consumer?.name).toBe('uploader')
    if (consumer === null) return
    expect(service.recordFor(consumer, 'ward')?.name).toBe('ward')
    expect(service.recordFor(consumer, 'other')).toBeNull()
    expect(service.recordFor(consumer, 'nobody')).toBeNull()
    const flipped = key.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    for (const wrong of ['', 'evb_', flipped, `${key}0`, key.toUpperCase(), ` ${key}`, `evb_${'0'.repeat(80)}`])
      expect([wrong, service.holderOf(wrong)]).toEqual([wrong, null])
  })

  it('counts with the next keeper of the same vault as well', async () => {
    const { add, ports } = await withWards()
    const { key } = await add('uploader', 'ward')
    const next = createKeeper(memoryPorts({ vault: ports.vault, clock: ports.clock }))
    await next.consumers.ready()
    expect(next.consumers.holderOf(key)?.name).toBe('uploader')
  })

  it('opens nothing once it is revoked, and whoever holds something open is told', async () => {
    const { add, service, keeper } = await withWards()
    const { key } = await add('uploader', 'ward')
    const consumer = service.holderOf(key)
    const gone: string[] = []
    service.watch(({ name }) => gone.push(name))
    await keeper.handlers['consumers.revoke']({ name: 'uploader' })
    expect([service.holderOf(key), gone]).toEqual([null, ['uploader']])
    expect(consumer !== null && service.isKnown(consumer)).toBe(false)
    await expect(keeper.handlers['consumers.revoke']({ name: 'uploader' })).rejects.toMatchObject({
      fault: { code: 'no_such_consumer' },
    })
  })
})

test('a renamed connection keeps its consumers, a removed one drops', async () => {
  const { add, service, keeper } = await withWards()
  const { key } = await add('uploader', 'ward', 'other')
  await keeper.handlers['connections.rename']({ name: 'ward', to: 'ward-4' })
  await keeper.handlers['connections.remove']({ name: 'other' })
  const { consumers } = await keeper.handlers['consumers.list']({})
  expect(consumers).toMatchObject([{ name: 'uploader', connections: ['ward-4'] }])
  // Whoever takes over the name takes over no right.
  await keeper.handlers['connections.rename']({ name: 'third', to: 'ward' })
  const consumer = service.holderOf(key)
  expect(consumer && [service.recordFor(consumer, 'ward'), service.recordFor(consumer, 'ward-4')?.name]).toEqual([
    null,
    'ward-4',
  ])
})

test('names: a second one, and a connection that is not there', async () => {
  const { add } = await withWards()
  await add('uploader', 'ward')
  await expect(add('uploader', 'other')).rejects.toMatchObject({ fault: { code: 'consumer_taken' } })
  await expect(add('another', 'ward', 'nobody')).rejects.toMatchObject({ fault: { code: 'no_such_connection' } })
})

test('a vault that cannot be written makes no key, and a damaged document is never taken for an empty one', async () => {
  const { add, ports, keeper } = await withWards()
  ports.vault.failNext('write', fault('vault_full'))
  await expect(add('uploader', 'ward')).rejects.toMatchObject({ fault: { code: 'vault_full' } })
  expect((await keeper.handlers['consumers.list']({})).consumers).toEqual([])
  await add('uploader', 'ward')
  await ports.vault.write('consumers', '{"version":3}')
  const next = createKeeper(memoryPorts({ vault: ports.vault, clock: ports.clock }))
  await expect(next.consumers.ready()).rejects.toMatchObject({
    fault: { code: 'vault_damaged', params: { key: 'consumers' } },
  })
  await ports.vault.write('consumers', '{"version":4,"consumers":[]}')
  await expect(next.consumers.ready()).rejects.toMatchObject({ fault: { code: 'vault_newer' } })
})

test('they go where the vault goes', async () => {
  const { add, service, keeper, ports } = await withWards()
  const { key } = await add('uploader', 'ward')
  await keeper.handlers['vault.move']({ to: 'file', passphrase: 'long enough for this', confirm: 3 })
  await service.ready()
  expect(service.holderOf(key)?.name).toBe('uploader')
  expect(await ports.vault.read('consumers')).toBeNull()
  expect(await readConsumers(ports.vaults.others.file)).toMatchObject([{ name: 'uploader' }])
})

test('the journal tells the first use at once and the rest of an hour in one line, without the token', async () => {
  const { add, service, ports, events } = await withWards()
  const { key } = await add('uploader', 'ward')
  const consumer = service.holderOf(key)
  if (consumer === null) throw new Error('no consumer')
  for (let at = 0; at < 1_000; at++) service.handedOut(consumer, 'ward')
  await ports.clock.advance(3_600_000)
  service.handedOut(consumer, 'ward')
  await ports.clock.settle()
  expect(events().filter(([event]) => event === 'token_handed_out')).toEqual([
    ['token_handed_out', 'ward', { consumer: 'uploader', times: 1 }],
    ['token_handed_out', 'ward', { consumer: 'uploader', times: 1_000 }],
  ])
})

test('when one was last seen is written once an hour, and at the end', async () => {
  const { add, service, ports, keeper } = await withWards()
  const { key } = await add('uploader', 'ward')
  const consumer = service.holderOf(key)
  if (consumer === null) throw new Error('no consumer')
  const writes = () => ports.trace.filter((line) => line === 'vault.write consumers').length
  const before = writes()
  for (let minute = 0; minute < 59; minute++) {
    service.seen(consumer)
    await ports.clock.advance(60_000)
  }
  expect(writes()).toBe(before)
  const [listed] = (await keeper.handlers['consumers.list']({})).consumers
  expect(Date.parse(listed?.lastSeenAt ?? '')).toBe(ports.clock.now() - 60_000)
  await ports.clock.advance(60_000)
  service.seen(consumer)
  await ports.clock.settle()
  expect(writes()).toBe(before + 1)
})

describe('the port', () => {
  function handPort() {
    const places: ConsumerPlace[] = []
    let told: Parameters<ConsumerPort['follow']>[1] = () => undefined
    const port: ConsumerPort = {
      follow: async (place, tell) => {
        places.push(place)
        told = tell
      },
      state: () => ({ at: [], fault: null, certificateEndsAt: null }),
      look: async () => [],
    }
    return { port, places, told: () => told }
  }

  it('is followed at once, from the start and from no page', async () => {
    const { port, places, told } = handPort()
    const started = startKeeper({ ...memoryPorts(), host: { ...handHost(), asked: 0, consumerPort: port } })
    const { keeper, ports } = await withWards(started)
    await keeper.handlers['consumers.listen']({ key: 'consumers.port', value: '4711' })
    expect(places).toEqual([
      { port: 0, bridge: '', network: null },
      { port: 4711, bridge: '', network: null },
    ])
    for (const key of CONSUMER_PLACES)
      await expect(keeper.handlers['settings.set']({ key, value: '4712' })).rejects.toMatchObject({
        fault: { code: 'call_refused' },
      })
    expect((await keeper.handlers['settings.get']({}))['consumers.port']).toBe(4711)
    told()(fault('port_taken', { port: 4711 }))
    await ports.clock.settle()
    expect(ports.journal.entries.at(-1)).toMatchObject({ event: 'consumer_port_failed', fault: 'port_taken' })
  })

  it('is open before the vault is, so that programs wait in place of being refused', async () => {
    const { port, places } = handPort()
    const ports = { ...memoryPorts(), host: { ...handHost(), asked: 0, consumerPort: port } }
    const { promise, resolve } = Promise.withResolvers<'open'>()
    ports.vault.condition = () => promise
    const keeper = createKeeper(ports)
    const started = keeper.start()
    await ports.clock.settle()
    expect(places).toHaveLength(1)
    resolve('open')
    await started
    await keeper.stop()
  })

  it('is opened to other computers with a certificate and its key alone', async () => {
    const { port, places } = handPort()
    const { keeper } = await startKeeper({ ...memoryPorts(), host: { ...handHost(), asked: 0, consumerPort: port } })
    const set = (key: string, value: string) => keeper.handlers['consumers.listen']({ key, value })
    const refused = { fault: { code: 'consumers_need_tls' } }
    await expect(set('consumers.address', '0.0.0.0:8443')).rejects.toMatchObject(refused)
    await set('consumers.certificate', '/etc/tls/own.pem')
    await expect(set('consumers.address', '0.0.0.0:8443')).rejects.toMatchObject(refused)
    await set('consumers.key', '/etc/tls/own.key')
    const network = { address: '0.0.0.0:8443', certificate: '/etc/tls/own.pem', key: '/etc/tls/own.key' }
    expect(await set('consumers.address', network.address)).toMatchObject({ 'consumers.address': network.address })
    for (const key of ['consumers.certificate', 'consumers.key'])
      await expect(set(key, 'none')).rejects.toMatchObject(refused)
    await set('consumers.address', 'none')
    expect(places.map((each) => each.network)).toEqual([null, null, null, network, null])
  })

  it.each([
    ['consumers.port', '65536', 'out_of_range'],
    ['consumers.address', 'keeper.example:8443', 'invalid_listen_address'],
    ['consumers.address', '0.0.0.0', 'invalid_listen_address'],
    ['consumers.address', '0.0.0.0:0', 'invalid_listen_address'],
    ['consumers.address', '[::]:65536', 'invalid_listen_address'],
    ['consumers.certificate', 'own.pem', 'bad_shape'],
    ['consumers.port', '-1', 'not_a_number'],
    ['consumers.port', 'many', 'not_a_number'],
    ['consumers.bridge', 'example.com', 'not_a_bridge'],
    ['theme', 'dark', 'unknown_setting'],
  ])('%s does not become %s', async (key, value, code) => {
    const { keeper } = await startKeeper()
    await expect(keeper.handlers['consumers.listen']({ key, value })).rejects.toMatchObject({ fault: { code } })
  })
})

test('a document of version 2 knew no keys for the gateway alone: its keys open what they did; one before that is left alone', async () => {
  const { keeper, ports, add } = await withWards()
  const { key } = await add('uploader', 'ward')
  const { consumers } = JSON.parse((await ports.vault.read('consumers')) ?? '') as { consumers: object[] }
  const before = consumers.map((each) => ({ ...each, gatewayOnly: undefined }))
  await keeper.stop()
  await ports.vault.write('consumers', JSON.stringify({ version: 2, consumers: before }))
  const next = createKeeper(memoryPorts({ vault: ports.vault, clock: ports.clock }))
  await next.consumers.ready()
  expect(next.consumers.holderOf(key)).toMatchObject({ name: 'uploader', gatewayOnly: false })
  await ports.vault.write('consumers', JSON.stringify({ version: 1, consumers: before }))
  const last = createKeeper(memoryPorts({ vault: ports.vault, clock: ports.clock }))
  await expect(last.consumers.ready()).rejects.toMatchObject({ fault: { code: 'vault_newer', params: { version: 1 } } })
})

test('a key for the gateway alone is told as one, in the list and in the journal, and is one after a restart', async () => {
  const { keeper, ports, add, events } = await withWards()
  await add('plain', 'ward')
  const asked = { name: 'draw-client', connections: ['ward'], gatewayOnly: true }
  const { key, ...told } = await keeper.handlers['consumers.add'](asked)
  expect(told).toEqual(asked)
  const { consumers } = await keeper.handlers['consumers.list']({})
  expect(consumers.map(({ gatewayOnly }) => gatewayOnly)).toEqual([undefined, true])
  expect(events().slice(-2)).toEqual([
    ['consumer_added', undefined, { consumer: 'plain', count: 1 }],
    ['gateway_key_added', undefined, { consumer: 'draw-client', count: 1 }],
  ])
  const next = createKeeper(memoryPorts({ vault: ports.vault, clock: ports.clock }))
  await next.consumers.ready()
  expect(next.consumers.holderOf(key)).toMatchObject({ name: 'draw-client', gatewayOnly: true })
})
