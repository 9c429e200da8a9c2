/** `callbacks` and `test --ping`: what a person reads. */
import { expect, test } from 'vitest'
import type { CallbackPlaces, PingResult } from '../../../shared/api/contract/contract.ts'
import { fault } from '../../../shared/fault.ts'
import { viewWith } from '../../kit/view.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const places: CallbackPlaces = {
  url: 'https://osais.example/api/v1/private/client/notify',
  here: { domain: 'myapp.com', uriNotify: 'public/notify', uriUpload: '' },
  there: { domain: 'old.example', uriNotify: 'public/notify', uriUpload: 'u' },
  changes: { domain: 'myapp.com' },
  validatedAt: null,
}

test('a look shows three columns and says what would send it', async () => {
  const bridge = new ScriptedBridge({ 'callbacks.look': places })
  const { stdout, code } = await run(['callbacks', 'lab'], { bridge })
  expect(code).toBe(0)
  expect(stdout).toMatch(/SET HERE +AT THE SERVER +TO BE SENT/)
  expect(stdout).toMatch(/Domain +myapp\.com +old\.example +myapp\.com/)
  expect(stdout).toContain('Nothing was sent. "everbearer callbacks lab --apply" sends it to https://osais.example/api')
  expect(bridge.calls.map(({ name }) => name)).toEqual(['callbacks.look'])
})

test('--apply says what was sent; nothing to change says so', async () => {
  const bridge = new ScriptedBridge({ 'callbacks.apply': places })
  const { stdout } = await run(['callbacks', 'lab', '--apply', '--at', '/v1/private/client'], { bridge })
  expect(stdout).toContain('Changed at the server, at https://osais.example/')
  expect(bridge.calls[0]?.input).toEqual({ name: 'lab', at: '/v1/private/client' })
  const same = new ScriptedBridge({ 'callbacks.look': { ...places, changes: {}, there: null } })
  const told = (await run(['callbacks', 'lab'], { bridge: same })).stdout
  expect(told).toContain('There is nothing to send: the server has all that is set here.')
  expect(told).toContain('(not told)')
})

test('the wrong path names the other one', async () => {
  const params = { status: 404, path: '/api/v1/private/client/notify', other: '/v1/private/client' }
  const bridge = new ScriptedBridge({ 'callbacks.apply': fault('callbacks_not_here', params) })
  const { stderr, code } = await run(['callbacks', 'lab', '--apply'], { bridge })
  expect(code).toBe(4)
  expect(stderr).toContain('"everbearer callbacks lab --apply --at /v1/private/client"')
})

const view = viewWith({ name: 'lab', system: 'osais', own: { testImageUrl: 'https://pictures.example/a.png' } })
const ping: PingResult = { at: 'x', validated: 'yes', validatedAt: '2026-03-01T10:00:00Z', fault: null, steps: [] }

test('--ping shows the picture before it is used', async () => {
  const bridge = new ScriptedBridge({ 'connections.get': view, 'connections.ping': ping })
  const { stdout, stderr, code } = await run(['test', 'lab', '--ping'], { bridge })
  expect(code).toBe(0)
  expect(stderr).toContain('Test image: https://pictures.example/a.png')
  expect(stdout).toMatch(/✓ The server calls this client validated, since .*2026/)
  expect(bridge.calls.map(({ name }) => name)).toEqual(['connections.get', 'connections.ping'])
})

test('a call-back that never arrived is told with the next step', async () => {
  const no: PingResult = { ...ping, validated: 'no', validatedAt: null, fault: fault('not_validated') }
  const bridge = new ScriptedBridge({ 'connections.get': view, 'connections.ping': no })
  const { stdout, stderr, code } = await run(['test', 'lab', '--ping'], { bridge })
  expect(code).toBe(4)
  expect(stdout).toContain('✗ The server does not call this client validated yet.')
  expect(stderr).toContain('everbearer: not_validated: The ping has run')
})

test('"show" tells what the server has shown', async () => {
  const shown = async (learned: Record<string, string>) =>
    (await run(['show', 'lab'], { bridge: new ScriptedBridge({ 'connections.get': { ...view, learned } }) })).stdout
  expect(await shown({ domain: 'old.example' })).toMatch(/Domain there +old\.example\n +Validated +not yet validated/)
  expect(await shown({ domain: 'a', validatedAt: '2026-03-01T10:00:00Z' })).toMatch(/Validated +.*2026/)
})
