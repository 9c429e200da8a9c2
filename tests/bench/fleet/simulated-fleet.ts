// Loaded beforehand: a clock that is moved by hand does not wait for a module that is read from the disk.
import '../../../electron/core/fleet/shared-right.ts'
import type { StoreAge } from '../../../electron/core/fleet/store/store-age.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import type { Http } from '../../../electron/core/ports.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { filledVault, nameOf } from '../../kit/filled-vault.ts'
import { memoryStore } from '../../kit/fleet/memory-store.ts'
import { sharedVault } from '../../kit/fleet/shared-vault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { seededRandom } from '../../kit/seeded-random.ts'
import { virtualClock } from '../../simulation/virtual-clock.ts'
import { countedStore, noCounts } from './counted-store.ts'

const START = Date.UTC(2026, 0, 1)
const LIFE_MS = 3_600_000
const MACHINE = 'machine-of-the-bench'

export type SimulatedFleet = {
  readonly workstations: number
  readonly connections: number
  /** In one life of all tokens. */
  readonly renewals: number
  /** Sent with a refresh token that had been sent before. */
  readonly twice: number
  /** By the workstation that renewed most. */
  readonly mostByOne: number
  readonly writesPerRenewal: number
  readonly readsPerRenewal: number
  /** Of this process for all workstations together; ms. */
  readonly tookMs: number
}

/** Many keepers over one store in memory, without seals, by a clock that runs through one life of all tokens. */
export async function simulatedFleet(workstations: number, connections: number): Promise<SimulatedFleet> {
  const clock = virtualClock(START)
  const store = memoryStore(clock)
  const counts = noCounts()
  const sent = new Map<string, number>()
  const by = new Map<string, number>()
  const filled = await filledVault({ count: connections, clock, machine: MACHINE, lifeMs: () => LIFE_MS })
  const keepers: Keeper[] = []
  const begun = performance.now()
  for (let index = 0; index < workstations; index++) {
    const me = `ward-${index}`
    const http: Http = {
      async send(request) {
        const spent = JSON.stringify([request.url, request.headers, request.body])
        sent.set(spent, (sent.get(spent) ?? 0) + 1)
        by.set(me, (by.get(me) ?? 0) + 1)
        const json = { access_token: `access-${by.get(me)}-${me}`, refresh_token: `refresh-${by.get(me)}-${me}` }
        const body = JSON.stringify({ ...json, expires_in: LIFE_MS / 1_000 })
        const at = clock.now()
        return { kind: 'reply', status: 200, headers: {}, body, sentAt: at, receivedAt: at }
      },
    }
    const connect = (age: StoreAge) => countedStore(store.client(me, clock, age), counts)
    const vault = sharedVault({ me, connect, local: faultyVault('memory'), clock })
    if (index === 0) for (const [key, value] of filled.contents) await vault.write(key, value)
    const machine = { id: MACHINE, boot: null }
    const keeper = createKeeper(memoryPorts({ clock, vault, http, machine, random: seededRandom(index + 1) }))
    void keeper.start()
    await clock.runUntil(clock.trueNow() + 1_000)
    keepers.push(keeper)
  }
  const before = { ...counts }
  await clock.runUntil(START + LIFE_MS)
  const renewals = [...by.values()].reduce((sum, each) => sum + each, 0)
  const last = await keepers.at(-1)?.handlers['connections.token']({ name: nameOf(connections - 1) })
  if (last?.generation !== 1) throw new Error(`the last of them has generation ${last?.generation}`)
  return {
    workstations,
    connections,
    renewals,
    twice: [...sent.values()].filter((times) => times > 1).length,
    mostByOne: Math.max(...by.values()),
    writesPerRenewal: rounded((counts.writes - before.writes) / renewals),
    readsPerRenewal: rounded((counts.reads - before.reads) / renewals),
    tookMs: Math.round(performance.now() - begun),
  }
}

export const rounded = (value: number): number => Math.round(value * 100) / 100
