/** Access tokens managed with a master token: what is sent, what is told, and what a cut-off replacement leaves behind. */
import { expect, test } from 'vitest'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { type Started, startKeeper, viewOf } from '../started-keeper.ts'

const BASE = 'https://c.example/crafter-profile'
const MASTER = 'the-id-of-the-master-token'
const SHOP = 'b4d44030-d0af-11e3-9c1a-0800200c9a66'
const WARD = 'an-id-that-nobody-guesses'

type Row = {
  id: string
  application?: string
  master?: boolean
  expiresOn?: number | null
  tenantPermissions?: unknown[]
}
/** Answers before the server does; null lets it go on. `after` leaves the action done and its answer lost. */
type Hook = (request: HttpRequest, action: string) => ScriptedAnswer | 'after' | null

const lost: ScriptedAnswer = { trouble: 'reply_lost', sent: true }

/** A server that keeps its tokens, in memory; `hook` gets in its way. */
function server(hook: { now: Hook } = { now: () => null }) {
  const rows = new Map<string, Row>()
  for (const row of [
    { id: MASTER, application: 'ward desk', master: true },
    { id: SHOP, application: 'engine' },
    { id: WARD, application: 'ward\u001b[2J', expiresOn: Date.UTC(2099, 0, 1), tenantPermissions: [] },
  ])
    rows.set(row.id, row)
  function answer(request: HttpRequest): ScriptedAnswer {
    const [, name = '', action] = /access_token\/([^/?]+)(?:\/(delete))?/.exec(request.url) ?? []
    if (name === 'all') return { json: [...rows.values()] }
    if (action === 'delete') {
      rows.delete(name)
      return { body: '' }
    }
    if (name === 'create') {
      const made = JSON.parse(request.body ?? '') as Row
      if (rows.has(made.id)) return { status: 409, json: { errorCode: 'ACCESS_TOKEN_EXISTS' } }
      rows.set(made.id, made)
      return { json: made }
    }
    const found = rows.get(name)
    return found === undefined ? { status: 404, json: { errorCode: 'NO_SUCH_ACCESS_TOKEN_ID' } } : { json: found }
  }
  return {
    rows,
    answer(request: HttpRequest): ScriptedAnswer {
      const action = request.url.includes('/delete') ? 'delete' : request.url.includes('/create') ? 'create' : 'look'
      const wanted = hook.now(request, action)
      if (wanted === null) return answer(request)
      if (wanted !== 'after') return wanted
      answer(request)
      return lost
    },
  }
}

const entry = (name: string, accessToken: string): unknown => ({
  name,
  system: 'crafter',
  settings: { baseUrl: BASE },
  secrets: { accessToken },
})

async function started(hook: { now: Hook } = { now: () => null }): Promise<Started & ReturnType<typeof server>> {
  const rig = await startKeeper()
  const there = server(hook)
  rig.ports.http.otherwise(there.answer)
  await rig.keeper.handlers['connections.add']({ entry: entry('desk', MASTER) })
  return { ...rig, ...there }
}

async function handleOf({ keeper }: Started, application: string): Promise<string> {
  const { tokens } = await keeper.handlers['crafter.list']({ name: 'desk' })
  return tokens.find((token) => token.application.startsWith(application))?.handle ?? ''
}

async function journalOf({ keeper }: Started): Promise<string[]> {
  const { entries } = await keeper.handlers['journal.read']({ name: 'desk' })
  return entries.map(({ event, fault, params }) => [event, fault, params?.['token']].filter(Boolean).join(' '))
}

const draft = { application: 'new shop', expiresOn: '2099-03-01' }

test('a list shows everything but the IDs, and whom each one serves', async () => {
  const rig = await started()
  const { handlers } = rig.keeper
  await handlers['connections.add']({ entry: entry('shop-1', SHOP) })
  await handlers['connections.add']({ entry: entry('ward-1', WARD) })
  const list = await handlers['crafter.list']({ name: 'desk' })
  expect(list.cutOff).toBeNull()
  expect(list.tokens).toMatchObject([
    { tail: 'oken', application: 'ward desk', master: true, itself: true, usedBy: ['desk'], expiresOn: null },
    { tail: '9a66', application: 'engine', itself: false, wellKnown: 'engine', usedBy: ['shop-1'] },
    {
      tail: 'sses',
      application: 'ward[2J',
      wellKnown: null,
      usedBy: ['ward-1'],
      expiresOn: '2099-01-01T00:00:00.000Z',
    },
  ])
  const text = JSON.stringify(list)
  for (const id of [MASTER, SHOP, WARD]) expect(text).not.toContain(id)
  // A token that is no master cannot ask for its own end; the master's list tells it.
  expect(await viewOf(rig, 'ward-1')).toMatchObject({
    expiresAt: '2099-01-01T00:00:00.000Z',
    expirySource: 'expires_at',
  })
  expect(await viewOf(rig, 'desk')).toMatchObject({ state: 'valid', learned: { master: 'yes', endless: 'yes' } })
  expect((await handlers['crafter.list']({ name: 'desk' })).tokens[1]?.handle).toBe(list.tokens[1]?.handle)
})

test('a list is looked at without a write to the vault, however many records it tells the ends of', async () => {
  const rig = await started()
  const { handlers } = rig.keeper
  await handlers['crafter.list']({ name: 'desk' })
  for (let each = 0; each < 20; each++) {
    rig.rows.set(`id-${each}`, { id: `id-${each}`, application: 'ward', expiresOn: Date.UTC(2099, 0, 1) })
    await handlers['connections.add']({ entry: entry(`ward-${each}`, `id-${each}`) })
  }
  const before = new Map(rig.ports.vault.contents)
  expect((await handlers['crafter.list']({ name: 'desk' })).tokens).toHaveLength(23)
  expect(new Map(rig.ports.vault.contents)).toEqual(before)
  expect(await viewOf(rig, 'ward-7')).toMatchObject({ expiresAt: '2099-01-01T00:00:00.000Z' })
  // What it told goes into the vault with the next change of that connection's own.
  await handlers['connections.pause']({ name: 'ward-7' })
  await rig.keeper.stop()
  const again = await startKeeper(memoryPorts({ vault: rig.ports.vault, clock: rig.ports.clock }))
  expect(await viewOf(again, 'ward-7')).toMatchObject({ expiresAt: '2099-01-01T00:00:00.000Z' })
})

test('a list tells that a token never ends, and when it ends after all; of an end that cannot be read it tells nothing', async () => {
  const rig = await started()
  const { handlers } = rig.keeper
  await handlers['connections.add']({ entry: entry('night', 'id-night') })
  const listedAs = async (expiresOn: unknown) => {
    rig.rows.set('id-night', { id: 'id-night', application: 'night', expiresOn: expiresOn as number })
    await handlers['crafter.list']({ name: 'desk' })
    const { state, expiresAt } = await viewOf(rig, 'night')
    return [state, expiresAt]
  }
  expect(await listedAs('next spring')).toEqual(['unknown', null])
  expect(await listedAs(null)).toEqual(['valid', null])
  expect(await listedAs(Date.UTC(2099, 0, 1))).toEqual(['valid', '2099-01-01T00:00:00.000Z'])
  expect((await handlers['connections.get']({ name: 'night' })).learned).not.toHaveProperty('endless')
})

test('a new token goes into a connection, and its ID is seen by nobody else', async () => {
  const rig = await started()
  const { handlers } = rig.keeper
  const tenantPermissions = [{ tenant: 'site1', allowedActions: ['READ_TENANT'] }]
  const made = await handlers['crafter.create']({ name: 'desk', token: { ...draft, tenantPermissions }, as: 'shop-2' })
  const [, , , row] = [...rig.rows.values()]
  expect(row?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(made.token).toMatchObject({ application: 'new shop', usedBy: ['shop-2'], tail: row?.id.slice(-4) })
  expect(JSON.stringify(made)).not.toContain(row?.id)
  expect(await viewOf(rig, 'shop-2')).toMatchObject({
    baseUrl: BASE,
    own: { application: 'new shop', tenant: 'site1' },
    expiresAt: made.token.expiresOn,
  })
  expect((await handlers['connections.token']({ name: 'shop-2' })).token).toBe(row?.id)
  expect(await journalOf(rig)).toContain(`access_token_created …${row?.id.slice(-4)}`)
})

test('a creation whose answer is lost is looked up, and made or not made for sure', async () => {
  const hook: { now: Hook } = { now: (_request, action) => (action === 'create' ? 'after' : null) }
  const rig = await started(hook)
  const { handlers } = rig.keeper
  expect((await handlers['crafter.create']({ name: 'desk', token: draft })).token.application).toBe('new shop')
  hook.now = (_request, action) => (action === 'create' ? lost : null)
  await expect(handlers['crafter.create']({ name: 'desk', token: draft })).rejects.toMatchObject({
    fault: { code: 'reply_lost' },
  })
  hook.now = () => null
  const taken = handlers['crafter.create']({ name: 'desk', token: { ...draft, id: WARD } })
  await expect(taken).rejects.toMatchObject({ fault: { code: 'access_token_exists' } })
})

test('what could not be saved here is told with what takes it from the list', async () => {
  const rig = await started()
  const { handlers } = rig.keeper
  await expect(handlers['crafter.create']({ name: 'desk', token: draft, as: 'desk' })).rejects.toMatchObject({
    fault: { code: 'name_taken' },
  })
  expect(rig.rows.size).toBe(3)
  const id = 'shop-of-the-winter-27'
  rig.ports.vault.lock()
  const failed = await handlers['crafter.create']({ name: 'desk', token: { ...draft, id }, as: 'shop-2' }).catch(
    (thrown: unknown) => thrown,
  )
  await rig.ports.vault.unlock()
  const handle = await handleOf(rig, 'new shop')
  expect(failed).toMatchObject({ fault: { code: 'created_not_saved', params: { handle, cause: 'vault_locked' } } })
  const adopted = await handlers['crafter.adopt']({ name: 'desk', handle, as: 'shop-2' })
  expect(adopted.token.usedBy).toEqual(['shop-2'])
  expect((await handlers['connections.token']({ name: 'shop-2' })).token).toBe(id)
})

test('of a short ID less than four characters are told', async () => {
  const rig = await started()
  const tails = await Promise.all(
    ['abcdefghijkl', 'abcdefg', 'ab'].map(async (id) => {
      const made = await rig.keeper.handlers['crafter.create']({ name: 'desk', token: { ...draft, id } })
      expect(made.warnings.map(({ code }) => code)).toEqual(['token_id_short'])
      return made.token.tail
    }),
  )
  expect(tails).toEqual(['ijkl', 'fg', ''])
})

test('mistakes are told before anything is sent', async () => {
  const rig = await started()
  const { handlers } = rig.keeper
  const handle = await handleOf(rig, 'ward[')
  const asked = rig.ports.http.requests.length
  for (const [token, code] of [
    [{ ...draft, expiresOn: '2020-01-01' }, 'dead_on_arrival'],
    [{ ...draft, application: '' }, 'required_missing'],
    [{ ...draft, id: 'all' }, 'token_id_reserved'],
    ['text', 'bad_shape'],
  ] as const)
    await expect(handlers['crafter.create']({ name: 'desk', token })).rejects.toMatchObject({ fault: { code } })
  expect(rig.ports.http.requests).toHaveLength(asked)
  const replaced = handlers['crafter.replace']({ name: 'desk', handle, token: { expiresOn: '2020-01-01' } })
  await expect(replaced).rejects.toMatchObject({ fault: { code: 'dead_on_arrival' } })
  expect(rig.rows.get(WARD)).toBeDefined()
  const draw = {
    name: 'd',
    system: 'draw',
    settings: { baseUrl: 'https://d.example/', clientId: 'A' },
    secrets: { accessToken: 'a' },
  }
  await handlers['connections.add']({ entry: draw })
  await expect(handlers['crafter.list']({ name: 'd' })).rejects.toMatchObject({ fault: { code: 'no_access_tokens' } })
})

test('deleting names one token, and a master token goes itself only when that is said', async () => {
  const hook: { now: Hook } = { now: () => null }
  const rig = await started(hook)
  const { handlers } = rig.keeper
  const [ward, own] = [await handleOf(rig, 'ward['), await handleOf(rig, 'ward desk')]
  await expect(handlers['crafter.delete']({ name: 'desk', handle: '0123456789ab' })).rejects.toMatchObject({
    fault: { code: 'no_such_access_token' },
  })
  // A page cannot say so by itself, and nothing brings it back.
  await expect(handlers['crafter.delete']({ name: 'desk', handle: ward })).rejects.toMatchObject({
    fault: { code: 'confirm_deletion', params: { name: 'desk', handle: ward } },
  })
  expect(rig.rows.size).toBe(3)
  hook.now = (_request, action) => (action === 'delete' ? lost : null)
  await expect(handlers['crafter.delete']({ name: 'desk', handle: ward, confirm: 1 })).rejects.toMatchObject({
    fault: { code: 'reply_lost' },
  })
  hook.now = (_request, action) => (action === 'delete' ? 'after' : null)
  expect((await handlers['crafter.delete']({ name: 'desk', handle: ward, confirm: 1 })).token.tail).toBe('sses')
  hook.now = () => null
  await expect(handlers['crafter.delete']({ name: 'desk', handle: own })).rejects.toMatchObject({
    fault: { code: 'deletes_itself' },
  })
  expect([...rig.rows.keys()]).toEqual([MASTER, SHOP])
  // Its answer is lost, and it cannot look any more: then it is gone.
  hook.now = (request, action) => {
    if (action === 'delete') return 'after'
    if (rig.rows.has(MASTER) || !request.url.includes(MASTER)) return null
    return { status: 403, json: { errorCode: 'ACCESS_DENIED', message: 'No access token found' } }
  }
  await handlers['crafter.delete']({ name: 'desk', handle: own, itself: true, confirm: 1 })
  expect([...rig.rows.keys()]).toEqual([SHOP])
  expect((await journalOf(rig)).filter((line) => line.startsWith('access_token_deleted'))).toHaveLength(2)
})

test('a token is replaced under its ID; a master token cannot replace itself', async () => {
  const rig = await started()
  const { handlers } = rig.keeper
  await handlers['connections.add']({ entry: entry('ward-1', WARD) })
  const handle = await handleOf(rig, 'ward[')
  const made = await handlers['crafter.replace']({
    name: 'desk',
    handle,
    token: { application: 'b', expiresOn: '2098-01-01' },
  })
  expect(made.token).toMatchObject({
    handle,
    application: 'b',
    expiresOn: '2098-01-01T23:59:59.999Z',
    usedBy: ['ward-1'],
  })
  expect(rig.rows.get(WARD)).toMatchObject({ application: 'b', expiresOn: Date.UTC(2098, 0, 2) - 1 })
  expect((await viewOf(rig, 'ward-1')).expiresAt).toBe('2098-01-01T23:59:59.999Z')
  const own = await handleOf(rig, 'ward desk')
  await expect(
    handlers['crafter.replace']({ name: 'desk', handle: own, token: { application: 'b', expiresOn: '2098-01-01' } }),
  ).rejects.toMatchObject({ fault: { code: 'replaces_itself' } })
  await expect(handlers['crafter.restore']({ name: 'desk' })).rejects.toMatchObject({
    fault: { code: 'nothing_cut_off' },
  })
  expect(await journalOf(rig)).toContain('access_token_replaced …sses')
})

const no: ScriptedAnswer = { status: 400, json: { errorCode: 'OTHER' } }
const down: ScriptedAnswer = { status: 503, json: {} }
/** Answers of the second half: for the new token, for the old one put back, for looks after the deletion. */
const second = (next: ReturnType<Hook>, back: ReturnType<Hook>, look: ReturnType<Hook> = null) => {
  let deleted = false
  return (request: HttpRequest, action: string): ReturnType<Hook> => {
    if (action === 'delete') deleted = true
    if (action === 'create') return request.body?.includes('"b"') === true ? next : back
    return deleted && action === 'look' ? look : null
  }
}

test.each<[string, Hook, string | null, string | null, boolean]>([
  [
    'deletion refused',
    (_request, action) => (action === 'delete' ? no : null),
    'access_token_not_taken',
    'ward',
    false,
  ],
  ['deletion without a word', (_request, action) => (action === 'delete' ? lost : null), 'reply_lost', 'ward', false],
  ['deletion done, answer lost', (_request, action) => (action === 'delete' ? 'after' : null), null, 'b', false],
  ['new one refused', second(no, null), 'replace_undone', 'ward', false],
  ['new one lost', second(lost, null), 'replace_undone', 'ward', false],
  ['new one made, answer lost', second('after', null), null, 'b', false],
  ['neither taken', second(no, no), 'replace_gone', null, true],
  ['neither taken, and no look', second(down, down, down), 'replace_unknown', null, true],
  ['new one made, answers and looks lost', second('after', null, down), 'replace_unknown', 'b', true],
])('a replacement cut off: %s', async (_what, way, code, there, kept) => {
  const hook: { now: Hook } = { now: () => null }
  const rig = await started(hook)
  const { handlers } = rig.keeper
  const handle = await handleOf(rig, 'ward[')
  hook.now = way
  const told = await handlers['crafter.replace']({ name: 'desk', handle, token: { application: 'b' } }).then(
    () => null,
    (thrown: unknown) => (thrown as { fault: { code: string } }).fault.code,
  )
  expect(told).toBe(code)
  expect(rig.rows.get(WARD)?.application?.replace('\u001b[2J', '') ?? null).toBe(there)
  hook.now = () => null
  const { cutOff } = await handlers['crafter.list']({ name: 'desk' })
  expect(cutOff?.tail ?? null).toBe(kept ? 'sses' : null)
  expect(JSON.stringify([await journalOf(rig), cutOff])).not.toContain(WARD)
})

test('nothing is deleted before the old token lies in the vault', async () => {
  const hook: { now: Hook } = { now: () => null }
  const rig = await started(hook)
  const handle = await handleOf(rig, 'ward[')
  const { id } = await viewOf(rig, 'desk')
  const kept: boolean[] = []
  hook.now = (_request, action) => {
    if (action === 'delete') void rig.ports.vault.read(id).then((text) => kept.push(text?.includes(WARD) === true))
    return null
  }
  const replace = () => rig.keeper.handlers['crafter.replace']({ name: 'desk', handle, token: { application: 'b' } })
  rig.ports.vault.lock()
  await expect(replace()).rejects.toMatchObject({ fault: { code: 'vault_locked' } })
  await rig.ports.vault.unlock()
  expect([rig.rows.has(WARD), kept]).toEqual([true, []])
  await replace()
  expect(kept).toEqual([true])
  expect((await rig.ports.vault.read(id))?.includes(WARD)).toBe(false)
})

test('what was cut off lies in the vault through a crash, and is restored from there', async () => {
  const hook: { now: Hook } = { now: () => null }
  const rig = await started(hook)
  const handle = await handleOf(rig, 'ward[')
  const before = rig.rows.get(WARD)
  const told: ConnectionView[] = []
  rig.keeper.subscribe((notice) => void (notice.notice === 'connection.changed' && told.push(notice.view)))
  hook.now = second(no, no)
  await expect(
    rig.keeper.handlers['crafter.replace']({ name: 'desk', handle, token: { application: 'b' } }),
  ).rejects.toMatchObject({ fault: { code: 'replace_gone', params: { cause: 'access_token_not_taken' } } })
  expect(told.at(-1)).toMatchObject({ name: 'desk', cutOff: true })
  hook.now = () => null
  const later = await startKeeper({
    ...memoryPorts(),
    vault: rig.ports.vault,
    http: rig.ports.http,
    machine: rig.ports.machine,
  })
  const { handlers } = later.keeper
  const blocked = handlers['crafter.replace']({ name: 'desk', handle, token: { application: 'b' } })
  await expect(blocked).rejects.toMatchObject({ fault: { code: 'replacement_cut_off' } })
  expect(await handlers['connections.remove']({ name: 'desk' })).toMatchObject({ cutOff: true })
  expect(await handlers['connections.restore']({ name: 'desk' })).toMatchObject({ cutOff: true })
  expect(await handlers['crafter.restore']({ name: 'desk' })).toMatchObject({ was: 'gone', token: { handle } })
  expect(await handlers['connections.get']({ name: 'desk' })).toMatchObject({ cutOff: false })
  expect(rig.rows.get(WARD)).toEqual({ master: false, ...before })
  await expect(handlers['crafter.restore']({ name: 'desk' })).rejects.toMatchObject({
    fault: { code: 'nothing_cut_off' },
  })
  expect(await handlers['crafter.id']({ name: 'desk', handle })).toEqual({ id: WARD })
})
