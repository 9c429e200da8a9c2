import { expect, test } from 'vitest'
import { CUT_AFTER_MS } from '../../../electron/core/fleet/cut-by-others.ts'
import { clientCredentialsEntry, drawEntry } from '../started-keeper.ts'
import { LIFE_S, type Workstation, workstations, workstationsWith } from './workstations.ts'

const view = async ({ keeper }: Workstation, name = 'ward') =>
  (await keeper.handlers['connections.list']({})).find((each) => each.name === name)
const names = async ({ keeper }: Workstation) =>
  (await keeper.handlers['connections.list']({})).map(({ name }) => name).sort()
const edit = ({ keeper }: Workstation, entry: unknown) => keeper.handlers['connections.edit']({ name: 'ward', entry })

test('what one edits while another renews with the store away comes together: set, settings, note, pause', async () => {
  const { clock, store, server, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  const held = one.ports.http.hold()
  void one.keeper.handlers['connections.refresh']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(1_000)
  expect(held.asked).toBe(true)
  store.cut('one')
  server.generation = 1
  held.answer({ json: { access_token: 'access-1', refresh_token: 'refresh-of-ward-1', expires_in: LIFE_S } })
  await clock.advance(1_000)
  expect(await view(one)).toMatchObject({ state: 'unsaved' })
  await edit(two, { settings: { maxRetries: 7 }, tags: ['lab'], note: 'of two' })
  await two.keeper.handlers['connections.pause']({ name: 'ward' })
  store.join('one')
  await clock.advance(30_000)
  for (const each of all) {
    expect(await view(each)).toMatchObject({ generation: 2, tags: ['lab'], note: 'of two', state: 'paused' })
    expect(await view(each)).toMatchObject({ maxRetries: 7 })
  }
})

test('a pair that is pasted while the store is away is refused, and never comes about', async () => {
  const { clock, store, all } = await workstations('one', 'two')
  const [one] = all as [Workstation, Workstation]
  store.cut('one')
  const pasted = edit(one, { secrets: { accessToken: 'access-pasted', refreshToken: 'refresh-pasted' } })
  const outcome = Promise.allSettled([pasted])
  await clock.advance(10_000)
  expect(await outcome).toMatchObject([{ status: 'rejected', reason: { fault: { code: 'store_unreachable' } } }])
  store.join('one')
  await clock.advance(30_000)
  for (const each of all) expect(await view(each)).toMatchObject({ generation: 1, state: 'valid' })
  expect(one.ports.http.requests).toEqual([])
})

test('two who edit other fields at the same moment both have theirs, and the newer set stays', async () => {
  const { clock, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  const renewing = one.keeper.handlers['connections.refresh']({ name: 'ward' })
  const edits = [edit(one, { settings: { maxRetries: 7 } }), edit(two, { settings: { clientId: 'Institute B' } })]
  edits.push(edit(two, { note: 'of two' }), edit(one, { tags: ['lab'] }))
  await clock.advance(10_000)
  await Promise.all([renewing, ...edits])
  for (const each of all) {
    expect(await view(each)).toMatchObject({ generation: 2, tags: ['lab'], note: 'of two' })
    expect(await view(each)).toMatchObject({ maxRetries: 7, clientId: 'Institute B' })
  }
})

test('two who add, rename and remove at the same moment lose nothing of the other', async () => {
  const { clock, store, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  await two.keeper.handlers['connections.add']({ entry: clientCredentialsEntry('old') })
  await clock.advance(1_000)
  const done = Promise.all([
    one.keeper.handlers['connections.add']({ entry: clientCredentialsEntry('job') }),
    two.keeper.handlers['connections.add']({ entry: clientCredentialsEntry('night') }),
    one.keeper.handlers['connections.rename']({ name: 'ward', to: 'clinic' }),
    two.keeper.handlers['connections.remove']({ name: 'old' }),
  ])
  await clock.advance(10_000)
  await done
  for (const each of all) expect(await names(each)).toEqual(['clinic', 'job', 'night'])
  expect(store.engine.list('documents/')).toHaveLength(4)
})

test('a name that another has just taken is refused, and nothing of it stays', async () => {
  const { clock, store, all } = await workstations('one', 'two')
  const adding = all.map(({ keeper }) => keeper.handlers['connections.add']({ entry: clientCredentialsEntry('job') }))
  const outcomes = Promise.allSettled(adding)
  await clock.advance(10_000)
  const refused = (await outcomes).filter((each) => each.status === 'rejected')
  expect(refused).toMatchObject([{ reason: { fault: { code: 'name_taken' } } }])
  for (const each of all) expect(await names(each)).toEqual(['job', 'ward'])
  expect(store.engine.list('documents/')).toHaveLength(3)
})

test.each([2, 3, 4, 5, 6, 7])(
  'whoever is cut off at step %i of adding leaves nothing that another does not end',
  async (step) => {
    const { clock, store, all } = await workstations('one', 'two')
    const [one, two] = all as [Workstation, Workstation]
    let writes = 0
    const stop = store.engine.subscribe(() => {
      if (++writes === step - 1) store.cut('one')
    })
    if (step === 7) store.cut('one')
    void one.keeper.handlers['connections.add']({ entry: drawEntry('lab', one.ports, LIFE_S) }).catch(() => undefined)
    await clock.advance(10_000)
    stop()
    store.cut('one')
    await clock.advance(2 * CUT_AFTER_MS + 60_000)
    const left = (await names(two)).includes('lab')
    expect(store.engine.list('documents/')).toHaveLength(left ? 3 : 2)
    expect(store.engine.read('documents/manifest')?.value).not.toMatch(/adding|removing/)
    store.join('one')
    await clock.advance(2 * CUT_AFTER_MS)
    expect(await names(one)).toEqual(await names(two))
    expect(store.engine.list('documents/')).toHaveLength(1 + (await names(two)).length)
  },
)

test('an older state of the store is in the journal, once, however much of it there is', async () => {
  const { clock, store, all } = await workstations('one', 'two')
  const [one, two] = all as [Workstation, Workstation]
  await two.keeper.handlers['connections.add']({ entry: drawEntry('lab', two.ports, LIFE_S) })
  await clock.advance(1_000)
  const before = store.engine.list('documents/').filter(({ key }) => !key.endsWith('manifest'))
  for (const name of ['ward', 'lab']) await two.keeper.handlers['connections.pause']({ name })
  await clock.advance(1_000)
  for (const { key, value } of before) store.engine.write([{ key, readAt: store.engine.read(key), value }])
  await clock.advance(5_000)
  for (const each of all)
    for (const name of ['ward', 'lab']) expect(await view(each, name)).toMatchObject({ state: 'paused' })
  const told = ({ ports }: Workstation) => ports.journal.entries.filter(({ event }) => event === 'shared_trouble')
  const lines = [...told(one), ...told(two)]
  expect(lines).toContainEqual(expect.objectContaining({ fault: 'store_went_back' }))
  for (const each of all) expect(told(each).length).toBeLessThan(2)
})

test('what is known in memory alone of a token stays when another edits its connection: refused, and how the renewal went', async () => {
  const { clock, all } = await workstationsWith(
    () => ({ ...(clientCredentialsEntry('ward') as object) }),
    ['one', 'two'],
    () => ({ json: { access_token: 'access-1', expires_in: LIFE_S } }),
  )
  const [one, two] = all as [Workstation, Workstation]
  await clock.advance(LIFE_S * 300)
  one.ports.http.otherwise(() => ({ status: 503 }))
  const reported = one.keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  await clock.advance(10_000)
  await reported.catch(() => undefined)
  const before = await view(one)
  expect(before).toMatchObject({ lastRefresh: { outcome: 'failed' }, generation: 1, note: '' })
  await edit(two, { note: 'of two' })
  await clock.advance(1_000)
  expect(await view(one)).toMatchObject({ lastRefresh: before?.lastRefresh, note: 'of two' })
  const sends = one.ports.http.requests.length
  const asked = one.keeper.handlers['connections.token']({ name: 'ward' }).catch(() => undefined)
  await clock.advance(30_000)
  await asked
  expect(one.ports.http.requests.length).toBeGreaterThan(sends)
})
