import { setTimeout as pause } from 'node:timers/promises'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { etcdStore } from '../../../electron/adapters/node/etcd/etcd-store.ts'
import { trustFor } from '../../../electron/adapters/node/http/trusted-roots.ts'
import { nodeIdentities } from '../../../electron/adapters/node/vaults/identities.ts'
import { memoryVault } from '../../../electron/adapters/node/vaults/memory-vault.ts'
import { nodeSealing } from '../../../electron/adapters/node/vaults/sealing.ts'
import { createEnrolment } from '../../../electron/core/enrolment/enrolment.ts'
import { writePlace } from '../../../electron/core/fleet/vault/shared-place.ts'
import { openSharedVault } from '../../../electron/core/fleet/vault/shared-vault.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import type { Http, SharedVault } from '../../../electron/core/ports.ts'
import { Secret } from '../../../shared/secret.ts'
import { memoryPorts, sha256 } from '../../kit/memory-ports.ts'
import type { etcdMembers } from '../../kit/real-servers/etcd.ts'
import { seededRandom } from '../../kit/seeded-random.ts'
import { countedStore, noCounts } from './counted-store.ts'

/** Wishes for one connection that come within two seconds are one, so rounds go through so many. */
export const NAMES = Array.from({ length: 20 }, (_, index) => `bench-${index}`)
const LIFE_S = 3_600

export type EtcdKeepers = Awaited<ReturnType<typeof etcdKeepers>>

/** Keepers in this process over a real etcd, each with an identity of its own; the first has brought the connections. */
export async function etcdKeepers(etcd: ReturnType<typeof etcdMembers>, count: number) {
  const counts = noCounts()
  const answered = { at: 0, generation: 0 }
  const connect = () => {
    const authorities = { pem: etcd.authority.pem, names: [], endsAt: 0 }
    const user = { name: etcd.user.name, password: new Secret(etcd.user.password) }
    const trust = () => trustFor({ authorities, client: null })
    return etcdStore({ endpoints: etcd.endpoints, user, trust }, nodeClock)
  }
  const http: Http = {
    async send() {
      const generation = ++answered.generation
      const tokens = {
        access_token: `access-${generation}`,
        refresh_token: `refresh-${generation}`,
        expires_in: LIFE_S,
      }
      const at = nodeClock.now()
      answered.at = performance.now()
      return { kind: 'reply', status: 200, headers: {}, body: JSON.stringify(tokens), sentAt: at, receivedAt: at }
    },
  }
  const sealing = nodeSealing(8)
  const keepers: Keeper[] = []
  let site: { readonly signer: string; readonly vault: SharedVault } | null = null
  for (let index = 0; index < count; index++) {
    const local = memoryVault()
    const alone = <Value>(work: () => Promise<Value>) => work()
    const parts = { clock: nodeClock, identities: nodeIdentities, sealing }
    const own = await createEnrolment({ ...parts, vault: () => local, alone }).enroll({})
    const signer: string = site?.signer ?? own.signer
    const way = { endpoints: etcd.endpoints, user: null, authorities: null, client: null }
    await writePlace(local, { ...way, site: signer, root: signer })
    const line = connect()
    const vault = await openSharedVault({
      ...parts,
      local,
      connect: () => ({ ...countedStore(line, counts), close: line.close }),
      digest: sha256,
      told: () => undefined,
    })
    const name = `ward-${index}`
    if (site === null) await vault.admin.begin(name, '0'.repeat(32))
    else await site.vault.admin.add({ name, recipient: own.recipient, signer: own.signer })
    site ??= { signer, vault }
    const keeper = createKeeper(memoryPorts({ clock: nodeClock, vault, http, random: seededRandom(index + 1) }))
    await keeper.start()
    if (index === 0) for (const each of NAMES) await keeper.handlers['connections.add']({ entry: entryOf(each) })
    keepers.push(keeper)
  }
  for (const keeper of keepers) while (!(await has(keeper))) await pause(20)
  return {
    keepers,
    counts,
    answered,
    connect,
    async stop() {
      await Promise.all(keepers.map((keeper) => keeper.stop()))
    },
  }
}

async function has(keeper: Keeper): Promise<boolean> {
  const asked = await Promise.allSettled(NAMES.map((name) => keeper.handlers['connections.token']({ name })))
  return asked.every(({ status }) => status === 'fulfilled')
}

function entryOf(name: string): unknown {
  const expiresAt = new Date(nodeClock.now() + LIFE_S * 1_000).toISOString()
  return {
    name,
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A', expiresAt },
    secrets: { accessToken: `access-of-${name}-0`, refreshToken: `refresh-of-${name}-0` },
  }
}
