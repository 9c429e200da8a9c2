/** Whoever has the etcd password and belongs to nobody fills the store with letters and with documents as large as etcd takes. */
import { expect, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { etcdStore } from '../../../electron/adapters/node/etcd/etcd-store.ts'
import { trustFor } from '../../../electron/adapters/node/http/trusted-roots.ts'
import { Secret } from '../../../shared/secret.ts'
import { agentsOver } from '../../kit/fleet/shared-homes.ts'
import { done } from '../../kit/processes/everbearer-process.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'

const LETTERS = 3_000
/** More than fits into one answer of the gateway. */
const LARGE = 27
const LARGE_CHARACTERS = 1_300_000

const etcd = ETCD_IS_HERE ? realEtcd() : null

test.runIf(etcd !== null)('tokens are handed out and renewed as before, and it is said', async () => {
  if (etcd === null) return
  const { server, one, two } = await agentsOver(etcd)
  const tokenAt = (home: Home) => done(home, ['token', 'ward'])
  const troubleAt = async (home: Home) => JSON.parse(await done(home, ['vault', 'status', '--json'])).trouble?.code
  const authorities = { pem: etcd.authority.pem, names: [], endsAt: 0 }
  const user = { name: etcd.user.name, password: new Secret(etcd.user.password) }
  const store = etcdStore(
    { endpoints: etcd.endpoints, user, trust: () => trustFor({ authorities, client: null }) },
    nodeClock,
  )
  onTestFinished(() => store.close())
  /** What is there already, since a busy etcd gave no answer, is 'changed'. */
  const put = (keys: readonly string[], value: string) =>
    until('the store to take it', () =>
      store.write(keys.map((key) => ({ key: `documents/${key}`, readAt: null, value }))),
    )

  const [{ value: whole = '' } = {}] = await store.list('documents/')
  const strange = whole.replace(/"signature":"./, '"signature":"')
  const names = Array.from({ length: LETTERS }, (_, index) => `strange-${index}`)
  for (let from = 0; from < LETTERS; from += 50) await put(names.slice(from, from + 50), strange)
  for (let index = 0; index < LARGE; index++) await put([`large-${index}`], 'x'.repeat(LARGE_CHARACTERS))
  expect(await store.list('documents/')).toHaveLength(LETTERS + LARGE + 2)

  // Each begins anew, with all of them.
  await etcd.kill(0)
  etcd.start(0)
  for (const [at, other] of [[one, two] as const, [two, one] as const]) {
    const before = await tokenAt(other)
    const after = await until('a renewal', async () => {
      await done(at, ['refresh', 'ward']).catch(() => '')
      const token = await tokenAt(at)
      return token !== before && token
    })
    await until('the other to have it', async () => (await tokenAt(other)) === after)
    await until('it is said', async () => (await troubleAt(at)) === 'letter_unsigned')
  }
  expect([server.record.reuses, server.record.overlaps]).toEqual([[], 0])
})
