/** What an edit has replaced can be had back for a minute, where somebody stays to remember it. */
import { expect, test } from 'vitest'
import { handHost } from '../../kit/hand-host.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { clientCredentialsEntry, startKeeper } from '../started-keeper.ts'

async function started(lasting = true) {
  const rig = await startKeeper(memoryPorts({ host: { ...handHost(), lasting } }) as never)
  rig.ports.http.otherwise(() => ({ json: { access_token: 'a', expires_in: 3_600 } }))
  const { handlers } = rig.keeper
  const { view } = await handlers['connections.add']({ entry: clientCredentialsEntry('desk') })
  const edit = (clientSecret: string) =>
    handlers['connections.edit']({ name: 'desk', entry: { secrets: { clientSecret } } })
  const restore = () => handlers['connections.restore']({ name: 'desk' })
  const stored = () => rig.ports.vault.contents.get(view.id) ?? ''
  return { ...rig, edit, restore, stored }
}

const NOTHING = { fault: { code: 'nothing_to_restore' } }

test('within the minute, and the journal tells it', async () => {
  const { ports, edit, restore, stored } = await started()
  const { undo } = (await edit('another secret')).view
  expect(undo).toEqual({ until: new Date(ports.clock.now() + 60_000).toISOString(), secrets: ['clientSecret'] })
  await ports.clock.advance(59_000)
  expect((await restore()).undo).toBeUndefined()
  expect(stored()).toContain('a client secret')
  expect(stored()).not.toContain('another secret')
  expect(ports.journal.events()).toContain('edit_taken_back')
  await expect(restore()).rejects.toMatchObject(NOTHING)
})

test('not after it, and whoever shows that it can be taken back hears so', async () => {
  const { keeper, ports, edit, restore, stored } = await started()
  const told: unknown[] = []
  await edit('another secret')
  keeper.subscribe((notice) => notice.notice === 'connection.changed' && told.push(notice.view.undo))
  await ports.clock.advance(61_000)
  expect(told.at(-1)).toBeUndefined()
  expect(told).not.toEqual([])
  await expect(restore()).rejects.toMatchObject(NOTHING)
  expect(stored()).toContain('another secret')
})

test('a command that ends at once remembers nothing, and says no such thing', async () => {
  const { edit, restore } = await started(false)
  expect((await edit('another secret')).view.undo).toBeUndefined()
  await expect(restore()).rejects.toMatchObject(NOTHING)
})

test('of two names each has its own; one that was given on is found under the new one', async () => {
  const { keeper, edit, restore, stored } = await started()
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('ward') })
  await edit('another secret')
  await expect(keeper.handlers['connections.restore']({ name: 'ward' })).rejects.toMatchObject(NOTHING)
  await keeper.handlers['connections.rename']({ name: 'desk', to: 'desk-2' })
  await expect(restore()).rejects.toMatchObject(NOTHING)
  await keeper.handlers['connections.restore']({ name: 'desk-2' })
  expect(stored()).toContain('a client secret')
})

test('an import says of each that it changed until when that can be taken back', async () => {
  const { keeper, ports, restore, stored } = await started()
  const file = (clientSecret: string, name: string) => ({
    ...(clientCredentialsEntry(name) as object),
    secrets: { clientSecret },
  })
  const connections = [file('another secret', 'desk'), file('a third secret', 'ward')]
  const text = JSON.stringify({ everbearer: 1, exportedAt: '', connections })
  const { entries } = await keeper.handlers['moving.import']({ text })
  const until = new Date(ports.clock.now() + 60_000).toISOString()
  expect(entries.map(({ name, action, undoUntil }) => [name, action, undoUntil])).toEqual([
    ['desk', 'change', until],
    ['ward', 'add', undefined],
  ])
  await restore()
  expect(stored()).toContain('a client secret')
})
