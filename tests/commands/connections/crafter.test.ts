/** `crafter`: what a person reads, and that no ID stands on a command line. */
import { expect, test } from 'vitest'
import type { AccessToken } from '../../../shared/api/contract/access-tokens.ts'
import { fault } from '../../../shared/fault.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const shop: AccessToken = {
  handle: '1f0c5a7be902',
  tail: '9a66',
  application: 'shop',
  master: false,
  expiresOn: '2026-11-22T23:59:59.999Z',
  tenantPermissions: [{ tenant: 'site1', allowedActions: ['READ_TENANT', 'MANAGE_PROFILES'] }],
  itself: false,
  wellKnown: 'engine',
  usedBy: ['ward-1', 'ward-2'],
}
const own: AccessToken = {
  ...shop,
  handle: 'ab12ab12ab12',
  tail: 'oken',
  application: 'desk',
  master: true,
  expiresOn: null,
  tenantPermissions: [],
  itself: true,
  wellKnown: null,
  usedBy: ['desk'],
}
const list = { tokens: [shop, own], cutOff: null }
const files = { 'shop.json': '{"application": "shop", "expiresOn": "2026-11-22"}' }

test('list and show tell handles, ends in this zone, and who uses what', async () => {
  const bridge = new ScriptedBridge({ 'crafter.list': { ...list, cutOff: own } })
  const { stdout, stderr } = await run(['crafter', 'list', 'desk'], { bridge })
  expect(stdout).toMatch(/HANDLE +ID +APPLICATION +ENDS \(UTC\) +CONNECTIONS HERE\n/)
  expect(stdout).toMatch(/1f0c5a7be902 +…9a66 +shop +2026-11-22 23:59:59 \(in 1 d 15 h\) +ward-1, ward-2\n/)
  expect(stdout).toMatch(/ab12ab12ab12 +…oken +desk \(master\) +never +desk \(this one\)\n/)
  expect(stderr).toContain('A replacement of …oken (desk) was cut off: "everbearer crafter restore desk"')
  const page = (await run(['crafter', 'show', 'desk', shop.handle], { bridge })).stdout
  expect(page).toMatch(/Ends \(UTC\) +2026-11-22 23:59:59/)
  expect(page).toMatch(/ site1 +READ_TENANT, MANAGE_PROFILES\n/)
  expect(page).toContain('The same ID in every installation in the world, for engine')
  const odd: AccessToken = { ...shop, expiresOn: null, odd: ['expiresOn'] }
  const strange = new ScriptedBridge({ 'crafter.list': { tokens: [odd, own], unreadable: 2, cutOff: null } })
  const marked = await run(['crafter', 'list', 'desk'], { bridge: strange })
  expect(marked.stdout).toMatch(/…9a66 +shop \(odd record\) +cannot be read +ward-1, ward-2\n/)
  expect(marked.stderr).toBe('everbearer: 2 more entries of the server’s list have no ID that can be read.\n')
  const none = await run(['crafter', 'list', 'desk'], {
    bridge: new ScriptedBridge({ 'crafter.list': { tokens: [], cutOff: null } }),
  })
  expect(none.stdout).toBe('The server tells of no access tokens.\n')
})

test('create says until when, in which zone, and where the ID is', async () => {
  const warnings = [
    { level: 'warning' as const, field: 'token.expiresOn', code: 'token_without_end' as const, params: {} },
  ]
  const bridge = new ScriptedBridge({ 'crafter.create': { token: shop, warnings } })
  const terminal = memoryTerminal({ files })
  const made = await run(['crafter', 'create', 'desk', '--from', 'shop.json', '--as', 'ward-2'], { bridge, terminal })
  expect(made.stdout).toContain('Created …9a66 for shop; it ends 2026-11-22 23:59:59 (UTC).')
  expect(made.stdout).toContain('It is the connection ward-2 now; its ID is in the vault.')
  expect(made.stderr).toContain('warning: token_without_end: token.expiresOn: This token would never end.')
  expect(bridge.calls).toEqual([
    {
      name: 'crafter.create',
      input: { name: 'desk', token: { application: 'shop', expiresOn: '2026-11-22' }, as: 'ward-2' },
    },
  ])
  const loose = await run(['crafter', 'create', 'desk', '--from', 'shop.json'], {
    bridge,
    terminal: memoryTerminal({ files }),
  })
  expect(loose.stdout).toContain('Its ID: "everbearer crafter id desk 1f0c5a7be902"')
  const refused = new ScriptedBridge({
    'crafter.create': fault('dead_on_arrival', {
      system: 'crafter',
      field: 'token.expiresOn',
      at: '2026-11-20T23:59:59.999Z',
    }),
  })
  const late = await run(['crafter', 'create', 'desk', '--from', 'shop.json'], {
    bridge: refused,
    terminal: memoryTerminal({ files }),
  })
  expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('its end, 2026-11-20 23:59 UTC, has passed')])
})

test('delete says what stops at once, and does it only when it is meant', async () => {
  const bridge = new ScriptedBridge({ 'crafter.list': list, 'crafter.delete': { token: shop } })
  const asked = await run(['crafter', 'delete', 'desk', shop.handle], { bridge })
  expect(asked.code).toBe(2)
  expect(asked.stderr).toContain('Connections here that stop working: ward-1, ward-2.')
  expect(asked.stderr).toContain(
    'confirm_deletion: Deleting cuts off shop and all that uses this token, at once and for good',
  )
  expect(asked.stderr).toContain('"everbearer crafter delete desk 1f0c5a7be902 --yes"')
  const itself = await run(['crafter', 'delete', 'desk', own.handle], { bridge })
  expect([itself.code, itself.stderr]).toEqual([2, expect.stringContaining('deletes_itself')])
  expect(bridge.calls.map(({ name }) => name)).toEqual(['crafter.list', 'crafter.list'])
  const done = await run(['crafter', 'delete', 'desk', shop.handle, '--yes'], { bridge })
  expect(done.stdout).toBe('Deleted …9a66 of shop.\n')
  expect(bridge.calls.at(-1)?.input).toEqual({ name: 'desk', handle: shop.handle, itself: false, confirm: 1 })
})

test('replace says who is cut off meanwhile, and does it only when it is meant', async () => {
  const asked = async (handle: string) => {
    const bridge = new ScriptedBridge({ 'crafter.list': list })
    const terminal = memoryTerminal({ files })
    return await run(['crafter', 'replace', 'desk', handle, '--from', 'shop.json'], { bridge, terminal })
  }
  const { code, stderr } = await asked(shop.handle)
  expect(code).toBe(2)
  expect(stderr).toContain('Connections here that stop working: ward-1, ward-2.')
  expect(stderr).toContain('deletes the token of shop first')
  expect(stderr).toContain('"everbearer crafter restore desk" puts it back')
  expect((await asked(own.handle)).stderr).toContain('replaces_itself: ')
})

test('replace, restore and adopt say how things stand; only "id" prints an ID', async () => {
  const files = { 'b.json': '{"application": "b"}' }
  const bridge = new ScriptedBridge({
    'crafter.replace': { token: shop, warnings: [] },
    'crafter.restore': { token: shop, was: 'gone' },
    'crafter.adopt': { token: shop },
    'crafter.id': { id: 'the-id' },
  })
  const said = async (...words: string[]) =>
    (await run(['crafter', ...words], { bridge, terminal: memoryTerminal({ files }) })).stdout
  expect(await said('replace', 'desk', shop.handle, '--from', 'b.json', '--yes')).toContain(
    'Replaced …9a66 under its ID, for shop',
  )
  expect(await said('restore', 'desk')).toBe('Put back …9a66 of shop, as it was.\n')
  expect(await said('adopt', 'desk', shop.handle, '--as', 'ward-3')).toContain('…9a66 is the connection ward-3 now')
  expect(await said('id', 'desk', shop.handle)).toBe('the-id\n')
  for (const words of [
    ['restore', 'desk'],
    ['adopt', 'desk', shop.handle, '--as', 'ward-3'],
  ])
    expect(JSON.parse(await said(...words, '--json'))).toMatchObject({ token: shop })
  const gone = new ScriptedBridge({ 'crafter.replace': fault('replace_gone', { cause: 'server_busy' }) })
  const cut = await run(['crafter', 'replace', 'desk', shop.handle, '--from', 'b.json', '--yes'], {
    bridge: gone,
    terminal: memoryTerminal({ files }),
  })
  expect([cut.code, cut.stderr]).toEqual([
    4,
    expect.stringContaining('"everbearer crafter restore desk" makes it again'),
  ])
})

test.each([
  [['show', 'desk', 'an-id-typed-here'], 'no_such_access_token'],
  [['adopt', 'desk', shop.handle, '--as', 'Not A Name'], 'invalid_name'],
  [['adopt', 'desk', shop.handle], 'usage'],
  [['create', 'desk'], 'usage'],
  [['list', 'Not A Name'], 'invalid_name'],
])('crafter %j: %s', async (words, code) => {
  const { code: exit, stderr, stdout } = await run(['crafter', ...words])
  expect([exit, stdout]).toEqual([2, ''])
  expect(stderr).toContain(`everbearer: ${code}: `)
  expect(stderr).not.toContain('an-id-typed-here')
})
