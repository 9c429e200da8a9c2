/** Keepers on several workstations over one shared store, and one strict server; all by one hand clock. */
// Loaded beforehand: the hand clock does not wait for a module that is read from the disk.
import '../../../electron/core/fleet/shared-right.ts'
import type { StoreAge } from '../../../electron/core/fleet/store/store-age.ts'
import type { Keeper } from '../../../electron/core/keeper.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { memoryStore } from '../../kit/fleet/memory-store.ts'
import { sharedVault } from '../../kit/fleet/shared-vault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { type MemoryPorts, memoryPorts } from '../../kit/memory-ports.ts'
import { seededRandom } from '../../kit/seeded-random.ts'
import type { ScriptedAnswer } from '../../kit/servers/scripted-http.ts'
import { drawEntry, startKeeper } from '../started-keeper.ts'

export const LIFE_S = 600

/** A refresh token works once; one that comes again ends the session. */
export function strictServer() {
  const server = { generation: 0, ended: false, sent: [] as string[], answer }
  function answer(request: HttpRequest): ScriptedAnswer {
    const bearer = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1]
    server.sent.push(`${bearer}`)
    server.ended ||= bearer !== `Bearer refresh-of-ward-${server.generation}`
    if (server.ended) return { status: 400, json: { error: 'invalid_grant' } }
    const next = ++server.generation
    return { json: { access_token: `access-${next}`, refresh_token: `refresh-of-ward-${next}`, expires_in: LIFE_S } }
  }
  return server
}

export type Workstation = { readonly name: string; readonly keeper: Keeper; readonly ports: MemoryPorts }

/** The first of them has the connection `ward`; the others know it from the store. */
export async function workstations(...names: string[]) {
  return workstationsWith((ports) => drawEntry('ward', ports, LIFE_S), names)
}

/** With another connection. */
export async function workstationsWith(
  entryOf: (ports: Pick<MemoryPorts, 'clock'>) => unknown,
  names: readonly string[],
  answer?: (request: HttpRequest) => ScriptedAnswer,
) {
  const clock = handClock()
  const store = memoryStore(clock)
  const server = strictServer()
  const all: Workstation[] = []
  for (const [index, name] of names.entries()) {
    const connect = (age: StoreAge) => store.client(name, clock, age)
    const vault = sharedVault({ me: name, connect, local: faultyVault('memory'), clock })
    const ports = { ...memoryPorts({ clock, vault, random: seededRandom(index + 1) }) } as MemoryPorts
    ports.http.otherwise(answer ?? server.answer)
    const { keeper } = await startKeeper(ports)
    if (index === 0) await keeper.handlers['connections.add']({ entry: entryOf(ports) })
    all.push({ name, keeper, ports })
  }
  await clock.advance(1_000)
  return { clock, store, server, all }
}
