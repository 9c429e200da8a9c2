/** A site's file that breaks opens nothing that it has shut. */
import { expect, test } from 'vitest'
import { siteReader } from '../../../shared/site/site-settings.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { drawEntry, startKeeper, viewOf } from '../started-keeper.ts'

const ward = { name: 'ward', system: 'draw', settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' } }
const WHOLE = { everbearer: 1, connections: [ward], allowedOrigins: ['https://draw-2.example'] }
const BROKEN = '{ "everbearer": 1,'

const code = (work: Promise<unknown>) => work.then(() => 'done').catch((thrown) => thrown.fault?.code ?? String(thrown))

test('what was read last stays in force until the file is whole again or gone, and it is said', async () => {
  const ports = memoryPorts()
  ports.siteFiles.lay({ '10.json': WHOLE })
  const started = await startKeeper(ports)
  const { handlers } = started.keeper
  const edit = (settings: object) => code(handlers['connections.edit']({ name: 'ward', entry: { settings } }))
  ports.siteFiles.lay({ '10.json': BROKEN })
  expect(await edit({ clientId: 'Institute B' })).toBe('managed_field')
  expect(await code(handlers['connections.rename']({ name: 'ward', to: 'mine' }))).toBe('managed_connection')
  expect(await viewOf(started, 'ward')).toMatchObject({ managed: { fields: ['baseUrl', 'clientId'] } })
  const { siteFaults } = await handlers['keeper.status']({})
  expect(siteFaults).toMatchObject([{ code: 'site_file_broken', params: { file: '10.json', kept: 'yes' } }])
  expect(await edit({ maxRetries: 5 })).toBe('done')
  ports.siteFiles.lay({})
  expect((await handlers['keeper.status']({})).siteFaults).toBeUndefined()
  expect(await edit({ clientId: 'Institute B' })).not.toBe('managed_field')
})

test('one that was never read locks all that it might have set, and tokens and secrets go on', async () => {
  const ports = memoryPorts()
  const first = await startKeeper(ports)
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
  const { vault, clock, siteFiles } = ports
  siteFiles.lay({ '10.json': BROKEN })
  const { keeper } = await startKeeper(memoryPorts({ vault, clock, siteFiles }))
  const { handlers } = keeper
  const edit = (entry: object) => code(handlers['connections.edit']({ name: 'ward', entry }))
  expect(await edit({ settings: { maxRetries: 7 } })).toBe('site_unread')
  expect(await code(handlers['connections.rename']({ name: 'ward', to: 'mine' }))).toBe('site_unread')
  expect(await code(handlers['connections.remove']({ name: 'ward' }))).toBe('site_unread')
  expect(await code(handlers['network.set']({ change: { proxy: { url: 'http://proxy.example:3128' } } }))).toBe(
    'site_unread',
  )
  expect(await code(handlers['notify.set']({ webhook: 'https://tell.example/' }))).toBe('site_unread')
  expect(await code(handlers['vault.move']({ to: 'file', passphrase: 'correct horse battery' }))).toBe('site_unread')
  expect(await edit({ note: 'mine' })).toBe('done')
  expect((await handlers['connections.token']({ name: 'ward' })).token).toBe('access-of-ward-0')
  siteFiles.lay({ '10.json': WHOLE })
  expect(await edit({ settings: { maxRetries: 7 } })).toBe('done')
})

const shut = (code: 'site_file_broken' | 'site_file_unsafe', path = '/etc/everbearer') => ({
  path,
  fault: { code, params: { file: path } },
})

test('a folder that somebody else could have made locks nothing, and what was believed before stays', () => {
  const file = { path: '/etc/everbearer/10.json', text: JSON.stringify(WHOLE) }
  const read = siteReader()
  expect(read([shut('site_file_unsafe')], 0)).toMatchObject({ unreadablePath: null, allowedOrigins: [] })
  expect(read([shut('site_file_broken')], 0)).toMatchObject({ unreadablePath: '/etc/everbearer' })
  expect(read([file], 0)).toMatchObject({ unreadablePath: null, faults: [] })
  for (const broken of [
    [shut('site_file_unsafe')],
    [shut('site_file_broken')],
    [shut('site_file_unsafe', file.path)],
    [{ ...file, text: '{' }],
  ]) {
    const kept = read(broken, 0)
    expect(kept).toMatchObject({ unreadablePath: null, allowedOrigins: ['https://draw-2.example'] })
    expect([...kept.connections.keys()]).toEqual(['ward'])
    expect(kept.faults).toMatchObject([{ params: { kept: 'yes' } }])
  }
  expect(read([], 0)).toMatchObject({ unreadablePath: null, faults: [], files: [] })
})
