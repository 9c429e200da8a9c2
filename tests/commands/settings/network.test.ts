import { expect, test } from 'vitest'
import { FaultError, fault } from '../../../shared/fault.ts'
import { viewWith } from '../../kit/view.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const NOTHING = { 'network.get': { network: null }, 'network.set': { network: null } }

test('shows what is set, and that nothing is', async () => {
  const { code, stdout } = await run(['network'], { bridge: new ScriptedBridge(NOTHING) })
  expect(code).toBe(0)
  expect(stdout).toMatch(/Proxy +as everywhere on this computer/)
  const network = {
    proxy: { url: 'http://proxy.example:3128', user: 'ada', hasPassword: true, except: '.ward.example' },
    authorities: { names: ['Ward authority'], endsAt: '2026-12-21T09:00:00.000Z' },
    client: { form: 'pem' as const, name: 'Ward 3', endsAt: '2027-01-21T09:00:00.000Z' },
  }
  const set = await run(['network', 'ward'], { bridge: new ScriptedBridge({ 'network.get': { network } }) })
  expect(set.stdout).toContain('http://proxy.example:3128, signed in as ada; not for .ward.example')
  expect(set.stdout).toContain('Ward authority; ends 2026-12-21')
  const json = await run(['network', '--json'], { bridge: new ScriptedBridge({ 'network.get': { network } }) })
  expect(JSON.parse(json.stdout)).toEqual({ network })
})

test.each<[readonly string[], readonly string[], unknown]>([
  [['--proxy', 'none'], [], { proxy: { url: '' } }],
  [['--proxy', 'system'], [], { proxy: null }],
  [
    ['--proxy', 'http://p.example:3128', '--except', 'a,b'],
    [],
    { proxy: { url: 'http://p.example:3128', except: 'a,b' } },
  ],
  [
    ['--proxy', 'http://ada@p.example:3128'],
    ['hush'],
    { proxy: { url: 'http://ada@p.example:3128', password: 'hush' } },
  ],
  [['--authorities', 'ca.pem'], [], { authorities: 'PEM of it' }],
  [['--authorities', 'system', '--certificate', 'none'], [], { authorities: null, client: null }],
  [
    ['--certificate', 'c.pem', '--key', 'c.key'],
    [],
    { client: { form: 'pem', certificate: '-----BEGIN CERTIFICATE-----', key: '-----BEGIN PRIVATE KEY-----' } },
  ],
  [
    ['--certificate', 'c.p12'],
    [],
    { client: { form: 'pkcs12', certificate: Buffer.from('0\u0082', 'latin1').toString('base64') } },
  ],
])('%j', async (options, typed, change) => {
  const bridge = new ScriptedBridge({ ...NOTHING, 'connections.get': viewWith() })
  const files = {
    'ca.pem': 'PEM of it',
    'c.pem': '-----BEGIN CERTIFICATE-----',
    'c.key': '-----BEGIN PRIVATE KEY-----',
    'c.p12': '0\u0082',
  }
  await run(['network', 'ward', ...options], { bridge, terminal: memoryTerminal({ files, typed }) })
  expect(bridge.calls[0]).toEqual({ name: 'network.set', input: { name: 'ward', change } })
})

test.each([
  ['http://127.0.0.1:8080/', ['--proxy', 'http://p.example:3128'], true],
  ['https://draw.example/', ['--proxy', 'http://p.example:3128'], false],
  ['http://127.0.0.1:8080/', ['--proxy', 'none'], false],
  ['http://127.0.0.1:8080/', ['--proxy', 'system'], false],
])('a proxy that a server at %s does not need, set by %j, is told: %s', async (baseUrl, options, isTold) => {
  const bridge = new ScriptedBridge({ ...NOTHING, 'connections.get': viewWith({ baseUrl }) })
  const { code, stderr } = await run(['network', 'ward', ...options], { bridge })
  expect([code, stderr.includes('warning: proxy_unused: ')]).toEqual([0, isTold])
})

test('asks for the passphrase of a key only where it is needed', async () => {
  let tries = 0
  const bridge = new ScriptedBridge({
    'network.set': () => {
      tries += 1
      if (tries === 1) throw new FaultError(fault('client_passphrase_needed'))
      return { network: null }
    },
  })
  const terminal = memoryTerminal({ files: { 'c.p12': '0' }, typed: ['hush'] })
  expect((await run(['network', '--certificate', 'c.p12'], { bridge, terminal })).code).toBe(0)
  expect(terminal.asked).toHaveLength(1)
  expect(bridge.calls[1]?.input).toMatchObject({ change: { client: { passphrase: 'hush' } } })
})

test.each([
  [['--key', 'k'], '--certificate'],
  [['--except', 'a'], '--proxy'],
])('%j alone is refused', async (options, needed) => {
  const { code, stderr } = await run(['network', ...options])
  expect(code).toBe(2)
  expect(stderr).toContain(needed)
})
