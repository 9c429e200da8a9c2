import { expect, test, vi } from 'vitest'
import { fault } from '../../shared/fault.ts'
import { type MemoryPorts, memoryPorts } from '../kit/memory-ports.ts'
import { clientCredentialsEntry, drawEntry, startKeeper, tokens, viewOf } from './started-keeper.ts'

test('a view shows everything but the secrets', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const view = await viewOf(started, 'ward')
  expect(JSON.stringify([view, await keeper.handlers['connections.list']({})])).not.toMatch(/(access|refresh)-of-ward/)
  expect(view).toMatchObject({
    name: 'ward',
    system: 'draw',
    baseUrl: 'https://draw.example/',
    clientId: 'Institute A',
    maxRetries: 3,
    state: 'valid',
    expirySource: 'typed',
    generation: 1,
    urls: { refresh: 'https://draw.example/api/token/refresh/' },
    secrets: { accessToken: { present: true }, refreshToken: { present: true } },
  })
})

test.each([
  ['a name that is taken', drawEntryOf({ name: 'ward' }), 'name_taken'],
  ['a name with capitals', drawEntryOf({ name: 'Ward 3' }), 'invalid_name'],
  ['no name', drawEntryOf({ name: undefined }), 'required_missing'],
  ['no system', drawEntryOf({ system: undefined }), 'required_missing'],
  ['a system that nobody knows', drawEntryOf({ system: 'dwar' }), 'unknown_system'],
  ['not an object', 'text', 'bad_shape'],
  ['null', null, 'bad_shape'],
  ['a list', [], 'bad_shape'],
  ['an unknown key', drawEntryOf({ settigns: {} }), 'unknown_key'],
  ['the refresh token of another connection', drawEntryOf({ name: 'other' }), 'same_refresh_token'],
] as const)('add refuses %s', async (_name, make, code) => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const entry = typeof make === 'function' ? make(ports) : make
  await expect(keeper.handlers['connections.add']({ entry })).rejects.toMatchObject({ fault: { code } })
  expect(await keeper.handlers['connections.list']({})).toHaveLength(1)
})

function drawEntryOf(change: Record<string, unknown>): (ports: MemoryPorts) => unknown {
  return (ports) => ({ ...(drawEntry('ward', ports, 3_600) as object), ...change })
}

test('an edit keeps what it does not name, and a failed save leaves everything as it was', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const { view: edited } = await keeper.handlers['connections.edit']({
    name: 'ward',
    entry: { settings: { maxRetries: 5 } },
  })
  expect(edited).toMatchObject({
    maxRetries: 5,
    generation: 1,
    expiresAt: view.expiresAt,
    baseUrl: 'https://draw.example/',
  })
  ports.vault.failNext('write', fault('vault_full'), { key: view.id })
  await expect(
    keeper.handlers['connections.edit']({ name: 'ward', entry: { settings: { maxRetries: 9 } } }),
  ).rejects.toMatchObject({ fault: { code: 'vault_full' } })
  expect(await viewOf(started, 'ward')).toMatchObject({ maxRetries: 5 })
})

test('a renewal that answers after newer tokens were pasted changes nothing', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const slow = ports.http.hold()
  const refreshing = keeper.handlers['connections.refresh']({ name: 'ward' })
  await ports.clock.settle()
  const secrets = { accessToken: 'pasted', refreshToken: 'pasted-refresh' }
  await keeper.handlers['connections.edit']({
    name: 'ward',
    entry: { secrets, settings: { expiresAt: '2099-01-01T00:00:00Z' } },
  })
  slow.answer(tokens(1, 60))
  await refreshing
  expect((await keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('pasted')
  expect(ports.journal.events()).toContain('renewal_superseded')
})

test('rename, pause, remove: listed, told and journaled', async () => {
  const { keeper, ports } = await startKeeper()
  const notices: string[] = []
  keeper.subscribe((notice) => notices.push(notice.notice))
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await keeper.handlers['connections.rename']({ name: 'ward', to: 'ward-3' })
  await expect(keeper.handlers['connections.get']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'no_such_connection' },
  })
  await keeper.handlers['connections.remove']({ name: 'ward-3' })
  expect(await keeper.handlers['connections.list']({})).toEqual([])
  expect([...ports.vault.contents.keys()]).toEqual(['manifest'])
  expect(notices).toContain('connection.removed')
  const { entries } = await keeper.handlers['journal.read']({})
  expect(entries.map((entry) => entry.event)).toEqual(['keeper_started', 'added', 'renamed', 'removed'])
})

test.each(['manifest', 'document'] as const)(
  'adding is whole or not at all when writing the %s fails',
  async (which) => {
    const { keeper, ports } = await startKeeper()
    const { write } = ports.vault
    ports.vault.write = async (key, value) => {
      if ((key === 'manifest') === (which === 'manifest')) throw new Error('the machine stops here')
      return write.call(ports.vault, key, value)
    }
    await expect(keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })).rejects.toThrow()
    expect(await keeper.handlers['connections.list']({})).toEqual([])
    await keeper.stop()
    ports.vault.write = write
    const second = await startKeeper(ports)
    expect(await second.keeper.handlers['connections.list']({})).toEqual([])
  },
)

test('a shut vault still shows the list, and everything goes on by itself once it opens', async () => {
  const first = await startKeeper()
  const { ports } = first
  await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 60) })
  await first.keeper.stop()
  ports.vault.lock()
  const second = await startKeeper(ports)
  expect(await second.keeper.handlers['connections.list']({})).toMatchObject([
    { name: 'ward', state: 'unknown', fault: { code: 'vault_locked' } },
  ])
  await expect(second.keeper.handlers['connections.token']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'vault_locked' },
  })
  ports.http.otherwise(() => tokens(1, 3_600))
  await second.keeper.handlers['vault.unlock']({})
  await ports.clock.advance(61_000)
  expect((await second.keeper.handlers['connections.token']({ name: 'ward' })).token).toBe('access-1')
})

test('one damaged document is said so and leaves the others alone', async () => {
  const first = await startKeeper()
  const { ports } = first
  const { view } = await first.keeper.handlers['connections.add']({ entry: drawEntry('broken', ports, 600) })
  await first.keeper.handlers['connections.add']({ entry: drawEntry('whole', ports, 600) })
  await first.keeper.stop()
  const before = '{"version":1,"id":'
  ports.vault.contents.set(view.id, before)
  const { keeper } = await startKeeper(ports)
  expect(await keeper.handlers['connections.list']({})).toMatchObject([
    { name: 'broken', state: 'needs-person', fault: { code: 'document_damaged' } },
    { name: 'whole', state: 'valid' },
  ])
  expect((await keeper.handlers['connections.token']({ name: 'whole' })).token).toBe('access-of-whole-0')
  expect(ports.vault.contents.get(view.id)).toBe(before)
})

test('a document of a format that is no longer read is named, and stays as it is whatever is asked of it', async () => {
  const first = await startKeeper()
  const { ports } = first
  const { view } = await first.keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
  await first.keeper.stop()
  const before = JSON.stringify({ ...JSON.parse(ports.vault.contents.get(view.id) ?? ''), version: 1 })
  ports.vault.contents.set(view.id, before)
  const { keeper } = await startKeeper(ports)
  const older = { fault: { code: 'document_older', params: { version: 1, reads: 3 } } }
  expect(await keeper.handlers['connections.list']({})).toMatchObject([
    { name: 'ward', state: 'needs-person', ...older },
  ])
  const { handlers } = keeper
  for (const call of [
    () => handlers['connections.token']({ name: 'ward' }),
    () => handlers['connections.refresh']({ name: 'ward' }),
    () => handlers['connections.pause']({ name: 'ward' }),
    () => handlers['connections.rename']({ name: 'ward', to: 'lab' }),
    () => handlers['connections.edit']({ name: 'ward', entry: { settings: { maxRetries: 1 } } }),
  ])
    await expect(call()).rejects.toMatchObject(older)
  await ports.clock.advance(3_600_000)
  await keeper.stop()
  expect(ports.http.requests).toEqual([])
  expect(ports.vault.contents.get(view.id)).toBe(before)
})

test('a damaged manifest is never taken for an empty vault', async () => {
  const ports = memoryPorts()
  ports.vault.contents.set('manifest', '[]')
  const { keeper } = await startKeeper(ports)
  await expect(keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })).rejects.toMatchObject({
    fault: { code: 'vault_damaged' },
  })
  expect(ports.vault.contents.get('manifest')).toBe('[]')
})

test('moving the vault takes everything along and leaves nothing behind', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  const closing = vi.spyOn(ports.vault, 'close')
  const status = await keeper.handlers['vault.move']({ to: 'file', passphrase: 'correct horse', confirm: 1 })
  expect(status).toMatchObject({ kind: 'file', connections: 1 })
  expect([...ports.vault.contents.keys()]).toEqual([])
  expect(closing).toHaveBeenCalledOnce()
  ports.http.answer(tokens(1, 3_600))
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(await viewOf(started, 'ward')).toMatchObject({ generation: 2, state: 'valid' })
  await expect(keeper.handlers['vault.move']({ to: 'file' })).rejects.toMatchObject({
    fault: { code: 'vault_already_there' },
  })
})

test('a test says what was proved, spends nothing, and is remembered', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.answerTo('/health/', { json: { status: 'healthy' } })
  ports.http.answerTo('/status/', { status: 404, json: {} })
  const result = await keeper.handlers['connections.test']({ name: 'ward' })
  expect(result).toMatchObject({ reached: 'yes', tokenAccepted: 'yes', canRenew: 'unknown', fault: null })
  expect(ports.http.requests.every((request) => request.method === 'GET')).toBe(true)
  expect(JSON.stringify(ports.http.requests)).not.toContain('refresh-of-ward')
  expect((await viewOf(started, 'ward')).validated).toMatchObject({ reached: 'yes', tokenAccepted: 'yes' })
})

test('what is typed can be tested before it is saved, spends nothing and leaves nothing', async () => {
  const { keeper, ports } = await startKeeper()
  const steps: string[] = []
  keeper.subscribe((notice) => {
    if (notice.notice === 'test.step') steps.push(`${notice.run} ${notice.step.name}`)
  })
  ports.http.answerTo('/health/', { json: { status: 'healthy' } })
  ports.http.answerTo('/status/', { status: 401, json: {} })
  const entry = { ...(drawEntry('ward', ports, 3_600) as object), name: undefined }
  const result = await keeper.handlers['connections.testDraft']({ entry, run: 'form' })
  expect(result).toMatchObject({
    reached: 'yes',
    tokenAccepted: 'no',
    canRenew: 'unknown',
    fault: { code: 'token_rejected' },
  })
  expect(steps).toEqual(['form health', 'form made_up_task'])
  expect(JSON.stringify(ports.http.requests)).not.toContain('refresh-of-ward')
  expect([...ports.vault.contents.keys()]).toEqual([])
})

test('typed client credentials are tried for real, and forgotten', async () => {
  const { keeper, ports } = await startKeeper()
  ports.http.answerTo('login.example', { json: { access_token: 'machine-1', expires_in: 60 } })
  ports.http.answerTo('login.example', { status: 405 })
  const result = await keeper.handlers['connections.testDraft']({ entry: clientCredentialsEntry('job') })
  expect(result).toMatchObject({ reached: 'yes', canRenew: 'yes', fault: null })
  expect(result.steps.map((step) => step.name)).toEqual(['token_request', 'token_endpoint'])
  expect(await keeper.handlers['connections.list']({})).toEqual([])
})

test('an edit is tested with the saved secrets in place of blank ones', async () => {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.answerTo('draw.example/moved/', { json: { status: 'healthy' } })
  ports.http.answerTo('draw.example/moved/', { status: 404 })
  const entry = { settings: { baseUrl: 'https://draw.example/moved/' } }
  const result = await keeper.handlers['connections.testDraft']({ name: 'ward', entry })
  expect(result).toMatchObject({ reached: 'yes', tokenAccepted: 'yes' })
  expect(ports.http.requests[0]?.headers['authorization']).toBe('Bearer access-of-ward-0')
  expect(await viewOf(started, 'ward')).toMatchObject({ baseUrl: 'https://draw.example/', validated: null })
})

test('settings: background renewal can be switched off and on; what is unknown is refused by name', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['settings.set']({ key: 'backgroundRenewal', value: 'off' })
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('job') })
  await ports.clock.advance(120_000)
  expect(ports.http.requests).toEqual([])
  await expect(keeper.handlers['settings.set']({ key: 'nonsense', value: '1' })).rejects.toMatchObject({
    fault: { code: 'unknown_setting' },
  })
  ports.http.answer({ json: { access_token: 'machine-1', expires_in: 3_600 } })
  await keeper.handlers['settings.set']({ key: 'backgroundRenewal', value: 'on' })
  await ports.clock.advance(100)
  expect((await keeper.handlers['connections.token']({ name: 'job' })).token).toBe('machine-1')
})

test('a minimum of validity is met or the best there is comes with a warning', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await ports.clock.advance(20 * 60_000)
  ports.http.answer(tokens(1, 3_600))
  const enough = await keeper.handlers['connections.token']({ name: 'ward', minTtlMs: 50 * 60_000 })
  expect(enough).toMatchObject({ token: 'access-of-ward-0', warning: { code: 'shorter_life' } })
  await ports.clock.advance(15 * 60_000)
  const renewed = await keeper.handlers['connections.token']({ name: 'ward', minTtlMs: 50 * 60_000 })
  expect(renewed).toMatchObject({ token: 'access-1', warning: null })
})

test('a keeper that lost its lock renews nothing', async () => {
  const { keeper, ports } = await startKeeper()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.ownership.lose()
  await expect(keeper.handlers['connections.refresh']({ name: 'ward' })).rejects.toMatchObject({
    fault: { code: 'keeper_lost' },
  })
  expect(ports.http.requests).toEqual([])
})

test('quitting saves what only memory knew', async () => {
  const { keeper, ports } = await startKeeper()
  const { view } = await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.answer(() => {
    ports.vault.failNext('write', fault('vault_stalled'), { key: view.id, times: 3 })
    return tokens(1, 3_600)
  })
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  const stopped = keeper.stop()
  await ports.clock.advance(5_000)
  await stopped
  expect(ports.vault.contents.get(view.id)).toContain('refresh-1')
})
