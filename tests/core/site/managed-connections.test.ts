/** Connections that the site has set up: there without secrets, locked where the site says so, moved with the site's word. */
import { expect, test } from 'vitest'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { FaultError, fault } from '../../../shared/fault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const settings = { baseUrl: 'https://draw.example/', clientId: 'Institute A' }
const ward = { name: 'ward', system: 'draw', settings }
const secrets = { accessToken: 'access-of-ward-0', refreshToken: 'refresh-of-ward-0' }

const withSite = (content: Record<string, unknown>) => {
  const ports = memoryPorts()
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 1, ...content } })
  return ports
}

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown) => thrown.fault,
  )

test('it is there from the first start on, waits for its secrets, and renews once a person has entered them', async () => {
  const started = await startKeeper(withSite({ contact: 'Ward IT', connections: [ward] }))
  const { keeper, ports } = started
  expect(await viewOf(started, 'ward')).toMatchObject({
    state: 'needs-person',
    fault: { code: 'secrets_awaited', params: { fields: 'accessToken' } },
    managed: { fields: ['baseUrl', 'clientId'], file: '10-ward.json', contact: 'Ward IT', fault: null },
  })
  expect(await faultOf(keeper.handlers['connections.token']({ name: 'ward' }))).toMatchObject({
    code: 'secrets_awaited',
  })
  expect(ports.http.requests).toEqual([])
  await keeper.handlers['connections.edit']({ name: 'ward', entry: { secrets } })
  ports.http.answer(tokens(1, 3_600))
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(await viewOf(started, 'ward')).toMatchObject({ state: 'valid', fault: null })
})

test('what the site leaves free may be changed before anybody has entered the secrets, and half of them is not enough', async () => {
  const login = { name: 'login', system: 'osais', settings: { baseUrl: 'https://osais.example/' } }
  const started = await startKeeper(withSite({ connections: [ward, login] }))
  const edit = (name: string, entry: unknown) => started.keeper.handlers['connections.edit']({ name, entry })
  for (const name of ['ward', 'login']) {
    await edit(name, { settings: { maxRetries: 5 } })
    expect(await viewOf(started, name)).toMatchObject({ maxRetries: 5, fault: { code: 'secrets_awaited' } })
  }
  expect(await faultOf(edit('login', { secrets: { clientToken: 'a-client-token' } }))).toMatchObject({
    code: 'required_missing',
    params: { field: 'clientSecret' },
  })
  expect(await faultOf(edit('ward', { settings: { maxRetries: -1 } }))).not.toBeNull()
})

test('a second start finds it there and changes nothing', async () => {
  const first = await startKeeper(withSite({ connections: [ward] }))
  await first.keeper.handlers['connections.edit']({ name: 'ward', entry: { secrets } })
  const { vault, clock, siteFiles, journal } = first.ports
  const before = (await journal.read(100)).entries.length
  const second = await startKeeper(memoryPorts({ vault, clock, siteFiles, journal }))
  expect(await viewOf(second, 'ward')).toMatchObject({ secrets: { accessToken: { present: true } } })
  const events = (await journal.read(100)).entries.slice(before).map(({ event }) => event)
  expect(events).toEqual(['keeper_started'])
})

test('what the site has set is refused to edit, and the rest is not', async () => {
  const started = await startKeeper(withSite({ connections: [ward] }))
  const edit = (entry: unknown, newName?: string) =>
    started.keeper.handlers['connections.edit']({ name: 'ward', entry, ...(newName === undefined ? {} : { newName }) })
  await edit({ settings: { ...settings, maxRetries: 5 }, secrets })
  expect(await viewOf(started, 'ward')).toMatchObject({ maxRetries: 5 })
  expect(await faultOf(edit({ settings: { baseUrl: 'https://thief.example/' } }))).toEqual({
    code: 'managed_field',
    params: { field: 'baseUrl', name: 'ward' },
  })
  expect(await faultOf(edit({ secrets }, 'other'))).toMatchObject({ code: 'managed_connection' })
  const { 'connections.remove': remove, 'connections.rename': rename } = started.keeper.handlers
  expect(await faultOf(remove({ name: 'ward' }))).toMatchObject({ code: 'managed_connection' })
  expect(await faultOf(rename({ name: 'ward', to: 'other' }))).toMatchObject({ code: 'managed_connection' })
})

const NEW_HOME = { ...ward, settings: { ...settings, baseUrl: 'https://draw.new.example/' } }

test('its address changes with the site’s file at once, and its secrets go along to an allowed origin', async () => {
  const started = await startKeeper(withSite({ connections: [ward] }))
  await started.keeper.handlers['connections.edit']({ name: 'ward', entry: { secrets } })
  const allowedOrigins = ['https://draw.new.example']
  started.ports.siteFiles.lay({ '10-ward.json': { everbearer: 1, connections: [NEW_HOME], allowedOrigins } })
  await started.ports.clock.settle()
  expect(await viewOf(started, 'ward')).toMatchObject({
    baseUrl: 'https://draw.new.example/',
    secrets: { refreshToken: { present: true } },
    managed: { fault: null },
  })
})

test('without that word the secrets stay where they were entered for, and it is said', async () => {
  const started = await startKeeper(withSite({ connections: [ward] }))
  await started.keeper.handlers['connections.edit']({ name: 'ward', entry: { secrets } })
  started.ports.siteFiles.lay({ '10-ward.json': { everbearer: 1, connections: [NEW_HOME] } })
  await started.ports.clock.settle()
  expect(await viewOf(started, 'ward')).toMatchObject({
    baseUrl: 'https://draw.example/',
    managed: { fault: { code: 'origin_changed', params: { wanted: 'https://draw.new.example' } } },
  })
})

test('a site that drops it leaves it with whoever uses it, as any other connection', async () => {
  const started = await startKeeper(withSite({ connections: [ward] }))
  started.ports.siteFiles.lay({})
  await started.ports.clock.settle()
  expect((await viewOf(started, 'ward')).managed).toBeUndefined()
  await started.keeper.handlers['connections.remove']({ name: 'ward' })
})

test('one of that name and another system stays as it is, and it is said', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const other = { name: 'ward', system: 'runai', settings: { baseUrl: 'https://runai.example/' } }
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 1, connections: [other] } })
  await ports.clock.settle()
  expect(await viewOf(started, 'ward')).toMatchObject({ system: 'draw', managed: { fault: { code: 'system_fixed' } } })
})

test('allowed origins are the yes that a changed address needs', async () => {
  const started = await startKeeper(withSite({ allowedOrigins: ['https://draw.new.example'] }))
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('own', ports, 3_600) })
  const edit = (baseUrl: string) =>
    keeper.handlers['connections.edit']({ name: 'own', entry: { settings: { baseUrl } } })
  expect(await faultOf(edit('https://thief.example/'))).toMatchObject({ code: 'origin_changed' })
  await edit('https://draw.new.example/')
  expect(await viewOf(started, 'own')).toMatchObject({ baseUrl: 'https://draw.new.example/' })
})

test('defaults fill in what a new connection leaves out', async () => {
  const started = await startKeeper(
    withSite({ defaults: { draw: { clientId: 'Institute of the site', maxRetries: 7 } } }),
  )
  const { keeper, ports } = started
  const { clientId: _, ...given } = settings
  await keeper.handlers['connections.add']({ entry: { name: 'own', system: 'draw', settings: given, secrets } })
  expect(await viewOf(started, 'own')).toMatchObject({ clientId: 'Institute of the site', maxRetries: 7 })
  expect(ports.http.requests).toEqual([])
})

test('its proxy is the way of every call, and nobody sets another for all of them', async () => {
  const started = await startKeeper(withSite({ proxy: { url: 'http://proxy.example:3128', except: '.local' } }))
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('own', ports, 3_600) })
  const set = keeper.handlers['network.set']({ change: { proxy: { url: 'http://thief.example:1' } } })
  expect(await faultOf(set)).toMatchObject({ code: 'managed_network' })
  ports.http.answer(tokens(1, 3_600))
  await keeper.handlers['connections.refresh']({ name: 'own' })
  expect(ports.http.requests.at(-1)).toMatchObject({ way: { proxy: { url: 'http://proxy.example:3128' } } })
})

test('the doctor names the files that are followed and those that are not', async () => {
  const ports = memoryPorts()
  ports.siteFiles.lay({ '10.json': { everbearer: 1, connections: [ward] }, '20.json': { everbearer: 1, wrong: true } })
  const { keeper } = await startKeeper(ports)
  ports.http.answer({ status: 200 })
  const { findings } = await keeper.handlers['doctor.run']({})
  expect(findings.filter(({ probe }) => probe === 'site')).toMatchObject([
    { level: 'good', facts: { files: '10.json' } },
    { level: 'bad', fault: { code: 'site_file_broken', params: { file: '20.json', where: 'wrong' } } },
  ])
})

test('a call for one waits for no other, whatever the vault does to that', async () => {
  const first = await startKeeper(withSite({ connections: [ward, { ...ward, name: 'other' }] }))
  await first.keeper.handlers['connections.edit']({ name: 'ward', entry: { secrets } })
  const other = await viewOf(first, 'other')
  const { vault, clock, siteFiles } = first.ports
  const keeper = createKeeper(memoryPorts({ vault, clock, siteFiles }))
  const release = vault.hangNext('read', other.id)
  const asked = keeper.handlers['connections.get']({ name: 'other' })
  expect(await keeper.handlers['connections.get']({ name: 'ward' })).toMatchObject({ managed: { fault: null } })
  release()
  await asked
  await keeper.stop()
})

test('one that cannot be written stops the others, so that nobody waits for each of them in turn', async () => {
  const ports = withSite({ connections: [ward, { ...ward, name: 'other' }] })
  ports.vault.failNext('write', fault('vault_full'))
  const started = await startKeeper(ports)
  expect(await started.keeper.handlers['connections.list']({})).toEqual([])
})

test('however many there are, the list is written twice, and twice again for those that come later', async () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ ...ward, name: `ward-${at}` }))
  const ports = withSite({ connections: many(50) })
  const started = await startKeeper(ports)
  const lists = () => ports.trace.filter((line) => line.includes('write manifest')).length
  expect(await started.keeper.handlers['connections.list']({})).toHaveLength(50)
  expect(lists()).toBe(2)
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 1, connections: many(60) } })
  await ports.clock.settle()
  expect(await started.keeper.handlers['connections.list']({})).toHaveLength(60)
  expect(lists()).toBe(4)
})

test('those before one that cannot be written stay, and the rest comes with the next start', async () => {
  const ports = withSite({ connections: ['one', 'two', 'three'].map((name) => ({ ...ward, name })) })
  let written = 0
  const { write } = ports.vault
  ports.vault.write = async (key, value) => {
    written += 1
    if (written === 3) throw new FaultError(fault('vault_full'))
    return write.call(ports.vault, key, value)
  }
  const first = await startKeeper(ports)
  const names = async ({ keeper }: typeof first) =>
    (await keeper.handlers['connections.list']({})).map(({ name }) => name)
  expect(await names(first)).toEqual(['one'])
  await first.keeper.stop()
  const { vault, clock, siteFiles } = ports
  expect(await names(await startKeeper(memoryPorts({ vault, clock, siteFiles })))).toEqual(['one', 'two', 'three'])
})

test.each([
  ['enters the secrets for the new place', { settings: NEW_HOME.settings, secrets }],
  ['says yes to it', null],
])('where the site moves it to a place that nobody allowed, it follows once a person %s', async (_what, entry) => {
  const started = await startKeeper(withSite({ connections: [ward] }))
  const { keeper, ports } = started
  await keeper.handlers['connections.edit']({ name: 'ward', entry: { secrets } })
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 1, connections: [NEW_HOME] } })
  await ports.clock.settle()
  expect(await viewOf(started, 'ward')).toMatchObject({ managed: { fault: { code: 'origin_changed' } } })
  const allowOrigins = ['https://draw.new.example']
  if (entry === null) await keeper.handlers['connections.allowOrigins']({ name: 'ward', allowOrigins })
  else await keeper.handlers['connections.edit']({ name: 'ward', entry })
  expect(await viewOf(started, 'ward')).toMatchObject({
    baseUrl: 'https://draw.new.example/',
    managed: { fault: null },
  })
})

test('what is not followed is told to whoever looks, with its place, and that it is mended', async () => {
  const ports = withSite({ connections: [ward] })
  const { keeper } = await startKeeper(ports)
  const heard: unknown[] = []
  keeper.subscribe((notice) => notice.notice === 'site.changed' && heard.push(notice.faults))
  expect(await keeper.handlers['keeper.status']({})).not.toHaveProperty('siteFaults')
  const broken = { code: 'site_file_broken', params: { file: '20.json', line: 1, why: 'bad_shape' } }
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 1 }, '20.json': { everbearer: 1, wrong: 1 } })
  expect(await keeper.handlers['keeper.status']({})).toMatchObject({ siteFaults: [broken] })
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 1 } })
  expect(await keeper.handlers['keeper.status']({})).not.toHaveProperty('siteFaults')
  expect(heard).toMatchObject([[broken], []])
})

test('what is not followed stands in the journal, once for as long as it is so', async () => {
  const ports = withSite({ connections: [ward] })
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 2 } })
  await startKeeper(ports)
  const said = async () =>
    (await ports.journal.read(100)).entries.flatMap(({ event, fault: code, params }) =>
      event === 'site_refused' ? [`${code} ${params?.['file']} ${params?.['why']}`] : [],
    )
  expect(await said()).toEqual(['site_file_broken 10-ward.json file_newer'])
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 2 }, '20.json': {} })
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 1 } })
  ports.siteFiles.lay({ '10-ward.json': { everbearer: 2 } })
  await ports.clock.settle()
  expect(await said()).toEqual([
    'site_file_broken 10-ward.json file_newer',
    'site_file_broken 20.json bad_shape',
    'site_file_broken 10-ward.json file_newer',
  ])
})
