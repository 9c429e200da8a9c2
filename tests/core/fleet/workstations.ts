/** Keepers on several workstations over one shared store, and one strict server; all by one hand clock. */
// Loaded beforehand: the hand clock does not wait for a module that is read from the disk.
import '../../../electron/core/fleet/shared-right.ts'
import type { StoreAge } from '../../../electron/core/fleet/store/store-age.ts'
import type { Keeper } from '../../../electron/core/keeper.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { memoryStore } from '../../kit/fleet/memory-store.ts'
import { sharedVault } from '../../kit/fleet/shared-vault.ts'
import { type HandClock, handClock } from '../../kit/hand-clock.ts'
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

export type Workstation = {
  readonly name: string
  readonly keeper: Keeper
  readonly ports: MemoryPorts
  /** Its process stands still, and the world goes on, until the function that this returns is called. */
  stop(): () => void
}

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
    const { stop, own } = stoppable(clock)
    const connect = (age: StoreAge) => store.client(name, own, age)
    const vault = sharedVault({ me: name, connect, local: faultyVault('memory'), clock: own })
    const ports = { ...memoryPorts({ clock: own, vault, random: seededRandom(index + 1) }) } as MemoryPorts
    ports.http.otherwise(answer ?? server.answer)
    const { keeper } = await startKeeper(ports)
    if (index === 0) await keeper.handlers['connections.add']({ entry: entryOf(ports) })
    all.push({ name, keeper, ports, stop })
  }
  await clock.advance(1_000)
  return { clock, store, server, all }
}

/** The same clock, whose timers run late where the process was stopped. */
function stoppable(clock: HandClock): { own: HandClock; stop: Workstation['stop'] } {
  let waiting: (() => void)[] | null = null
  const after: HandClock['after'] = (ms, run) =>
    clock.after(ms, () => void (waiting === null ? run() : waiting.push(run)))
  const own = new Proxy(clock, {
    get(target, key: keyof HandClock) {
      return key === 'after' ? after : target[key].bind(target)
    },
  })
  return {
    own,
    stop() {
      waiting = []
      return () => {
        const late = waiting ?? []
        waiting = null
        for (const run of late) run()
      }
    },
  }
}
