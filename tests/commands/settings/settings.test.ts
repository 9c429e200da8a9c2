import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DEFAULT_PREFERENCES } from '../../../electron/core/preferences.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const all = DEFAULT_PREFERENCES

it('settings get', async () => {
  const bridge = new ScriptedBridge({ 'settings.get': all })
  const { stdout } = await run(['settings', 'get'], { bridge })
  expect(stdout).toMatch(/^backgroundRenewal +true \(default\) +true renews/m)
  expect(stdout).toMatch(/^consumers.bridge +\(default\) +\S/m)
  expect((await run(['settings', 'get', 'journalEntries'], { bridge })).stdout).toBe('2000\n')
  expect(JSON.parse((await run(['settings', 'get', 'journalEntries', '--json'], { bridge })).stdout)).toEqual({
    journalEntries: 2_000,
  })
  const { code, stderr } = await run(['settings', 'get', 'colour'], { bridge })
  expect(code).toBe(2)
  expect(stderr).toContain(
    'Next: Choose one that "everbearer settings get" shows: theme, language, demoGuide, backgroundRenewal, journalEntries, consumers.port, consumers.bridge, consumers.address, consumers.certificate, consumers.key.',
  )
})

it('settings get tells what is in force before anybody has chosen, and that it is the default', async () => {
  const unchosen = new ScriptedBridge({ 'settings.get': { ...all, journalEntries: 100 } })
  const { stdout } = await run(['settings', 'get'], { bridge: unchosen })
  expect(stdout).toMatch(/^theme +auto \(default\) +How/m)
  expect(stdout).toMatch(/^language +auto \(default\) +\S/m)
  expect(stdout).toMatch(/^demoGuide +true \(default\) +\S/m)
  expect(stdout).toMatch(/^journalEntries +100 +\S/m)
  expect((await run(['settings', 'get', 'theme'], { bridge: unchosen })).stdout).toBe('auto\n')
  const chosen = new ScriptedBridge({ 'settings.get': { ...all, theme: 'dark' } })
  expect((await run(['settings', 'get'], { bridge: chosen })).stdout).toMatch(/^theme +dark +How/m)
})

it('settings set', async () => {
  const bridge = new ScriptedBridge({ 'settings.set': { ...all, backgroundRenewal: false } })
  expect((await run(['settings', 'set', 'backgroundRenewal', 'off'], { bridge })).stdout).toBe(
    'backgroundRenewal is now false.\n',
  )
  expect(bridge.calls[0]?.input).toEqual({ key: 'backgroundRenewal', value: 'off' })
})

it('settings set consumers.port, by the call that no page may make', async () => {
  const listening = { ...all, 'consumers.port': 4711, at: ['127.0.0.1:4711'], fault: null, certificateEndsAt: null }
  const bridge = new ScriptedBridge({ 'consumers.listen': listening })
  const { stdout } = await run(['settings', 'set', 'consumers.port', '4711'], { bridge })
  expect(stdout).toBe('Consumers come to 127.0.0.1:4711.\n')
  expect(bridge.calls[0]?.input).toEqual({ key: 'consumers.port', value: '4711' })
  const taken = { ...listening, at: [], fault: { code: 'port_taken' as const, params: { port: 4711 } } }
  const other = new ScriptedBridge({ 'consumers.listen': taken })
  const { stdout: said } = await run(['settings', 'set', 'consumers.port', '4711'], { bridge: other })
  expect(said).toMatch(/^everbearer: port_taken: .*4711/)
  const over = { at: ['https://0.0.0.0:8443'], certificateEndsAt: '2027-01-01T00:00:00Z' }
  const tls = new ScriptedBridge({
    'consumers.listen': { ...listening, ...over, 'consumers.address': '0.0.0.0:8443' },
  })
  expect((await run(['settings', 'set', 'consumers.address', '0.0.0.0:8443'], { bridge: tls })).stdout).toBe(
    'Consumers come to https://0.0.0.0:8443.\nThe certificate there counts until 2027-01-01 00:00 UTC.\n',
  )
  // The keeper runs in another folder than whoever types.
  await run(['settings', 'set', 'consumers.key', 'tls/key.pem'], { bridge: tls })
  await run(['settings', 'set', 'consumers.key', 'none'], { bridge: tls })
  expect(tls.calls.slice(1).map(({ input }) => input)).toEqual([
    { key: 'consumers.key', value: join(process.cwd(), 'tls/key.pem') },
    { key: 'consumers.key', value: 'none' },
  ])
})
