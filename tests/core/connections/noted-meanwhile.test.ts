/** What is learned while a slow vault still writes an earlier change is not forgotten when it has. */
import { expect, test } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import { clientCredentialsEntry, type Started, startKeeper, viewOf } from '../started-keeper.ts'

const HOUR = 3_600_000

async function withSlowWrite({ keeper, ports }: Started) {
  ports.http.otherwise(() => ({ json: { access_token: 'a', expires_in: 2 * 3_600 } }))
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('desk') })
  await keeper.handlers['connections.refresh']({ name: 'desk' })
  const { id } = await keeper.handlers['connections.get']({ name: 'desk' })
  await ports.clock.advance(HOUR / 2)
  return { id, release: ports.vault.hangNext('write', id) }
}

const edited = ({ keeper }: Started) => keeper.handlers['connections.edit']({ name: 'desk', entry: { tags: ['ward'] } })

test.each([['is saved'], ['fails']])('a clock that is set back meanwhile, where the write %s', async (how) => {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  const { id, release } = await withSlowWrite(rig)
  if (how === 'fails') ports.vault.failNext('write', fault('vault_full'), { key: id, after: true })
  const saved = edited(rig).catch(() => undefined)
  await ports.clock.settle()
  ports.clock.setWall(ports.clock.now() - 24 * HOUR)
  await ports.clock.advance(31_000)
  const left = async () => Date.parse((await viewOf(rig, 'desk')).expiresAt ?? '') - ports.clock.now()
  expect(await left()).toBeLessThan(2 * HOUR)
  release()
  await saved
  await ports.clock.settle()
  expect(await left()).toBeLessThan(2 * HOUR)
  expect((await keeper.handlers['connections.token']({ name: 'desk' })).token).toBe('a')
})

test('a program that reports a refused token meanwhile', async () => {
  const rig = await startKeeper()
  const { keeper, ports } = rig
  const { release } = await withSlowWrite(rig)
  const saved = edited(rig)
  await ports.clock.settle()
  ports.http.otherwise(() => ({ status: 503 }))
  const { generation } = await viewOf(rig, 'desk')
  const reported = keeper.handlers['connections.rejected']({ name: 'desk', generation: generation ?? 0 })
  await ports.clock.settle()
  release()
  await saved
  await ports.clock.advance(20_000)
  await reported
  const { warning } = await keeper.handlers['connections.token']({ name: 'desk' })
  expect(warning?.code).toBe('server_busy')
})
