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
  const { undoUntil } = await edit('another secret')
  expect(undoUntil).toBe(new Date(ports.clock.now() + 60_000).toISOString())
  await ports.clock.advance(59_000)
  await restore()
  expect(stored()).toContain('a client secret')
  expect(stored()).not.toContain('another secret')
  expect(ports.journal.events()).toContain('edit_taken_back')
  await expect(restore()).rejects.toMatchObject(NOTHING)
})

test('not after it', async () => {
  const { ports, edit, restore, stored } = await started()
  await edit('another secret')
  await ports.clock.advance(61_000)
  await expect(restore()).rejects.toMatchObject(NOTHING)
  expect(stored()).toContain('another secret')
})

test('a command that ends at once remembers nothing, and says no such thing', async () => {
  const { edit, restore } = await started(false)
  expect((await edit('another secret')).undoUntil).toBeUndefined()
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
