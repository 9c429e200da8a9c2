import type { Bridge, Notice } from '../../shared/api/contract/contract.ts'
import type { DemoStarted } from '../../shared/api/page-protocol.ts'
import { isDemo } from '../../shared/connections/demo-connection.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { withinTime } from '../core/concurrency/pause.ts'
import { createSequencerByKey } from '../core/concurrency/sequencer-by-key.ts'
import type { Cancel, Clock } from '../core/ports.ts'
import { DEMO_NAME, demoEntry } from './demo-connection.ts'
import type { DemoServer } from './demo-server.ts'

/** The demo that a host runs beside its page: the server in its own process, the connection in the vault in use. */
export type HostedDemo = {
  /**
   * Starts it, in place of one that an earlier run has left behind; one that works is left alone. Raises what hinders the
   * connection: the vault's faults, keeper_lost and the like.
   */
  start(): Promise<DemoStarted>
  /** Takes the connection away and ends the server. */
  stop(): Promise<void>
}

export type HostedDemoParts = {
  readonly bridge: Bridge & {
    subscribe(listener: (notice: Notice) => void): Cancel
    watchKeeper(listener: (here: boolean) => void): Cancel
  }
  readonly clock: Clock
  readonly startServer: () => Promise<DemoServer>
  /** Whether a demo server answers at that base URL; it may be another host's. */
  readonly answers: (baseUrl: string) => Promise<boolean>
}

/** Left running over night, its renewals would push everything else out of the journal. */
const MAX_RUN_MS = 60 * 60_000
/** A host does not wait longer for a vault as it ends: the next start removes what is left. */
const STOP_WITHIN_MS = 5_000

export function createHostedDemo(parts: HostedDemoParts): HostedDemo {
  const inTurn = createSequencerByKey()
  let running: Running | null = null

  async function start(): Promise<DemoStarted> {
    const views = await parts.bridge.call('connections.list', {})
    for (const view of views.filter(isDemo)) {
      if (await isWorking(view)) return { name: view.name }
      await parts.bridge.call('connections.remove', { name: view.name })
    }
    await endServer()
    const taken = views.filter((view) => !isDemo(view)).map(({ name }) => name)
    running = await begin(parts, freeName(taken), () => void inTurn('demo', stop))
    return { name: running.view.name }
  }

  async function isWorking(view: ConnectionView): Promise<boolean> {
    return view.fault === null && (await parts.answers(view.baseUrl))
  }

  async function stop(): Promise<void> {
    if (running === null) return
    await withinTime(parts.clock, STOP_WITHIN_MS, removeConnection(parts.bridge, running.view.id)).catch(() => null)
    await endServer()
  }

  async function endServer(): Promise<void> {
    const ended = running
    running = null
    await ended?.end()
  }

  return { start: () => inTurn('demo', start), stop: () => inTurn('demo', stop) }
}

type Running = { readonly view: ConnectionView; end(): Promise<void> }

/** `onEnd` is called when the connection is gone, or after the longest time. */
async function begin(parts: HostedDemoParts, name: string, onEnd: () => void): Promise<Running> {
  const { bridge, clock } = parts
  const server = await parts.startServer()
  try {
    const { view } = await bridge.call('connections.add', { entry: demoEntry(name, server) })
    const since = clock.monotonic()
    const cancels = [
      bridge.subscribe((notice) => {
        if (notice.notice === 'connection.removed' && notice.id === view.id) onEnd()
        // Its own renewals come often enough to look at the clock.
        if (notice.notice === 'connection.changed' && clock.monotonic() - since > MAX_RUN_MS) onEnd()
      }),
      // What happens between two keepers is not told.
      bridge.watchKeeper((here) => void (here && goneFrom(bridge, view.id).then((gone) => gone && onEnd()))),
    ]
    return {
      view,
      async end() {
        for (const cancel of cancels) cancel()
        await server.stop()
      },
    }
  } catch (thrown) {
    await server.stop()
    throw thrown
  }
}

async function goneFrom(bridge: Bridge, id: string): Promise<boolean> {
  const views = await bridge.call('connections.list', {}).catch(() => null)
  return views !== null && !views.some((view) => view.id === id)
}

/** Whatever it is called by now. */
async function removeConnection(bridge: Bridge, id: string): Promise<void> {
  const views = await bridge.call('connections.list', {})
  const view = views.find((each) => each.id === id)
  if (view !== undefined) await bridge.call('connections.remove', { name: view.name })
}

/** A connection of the person's own may have the name already. */
function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? DEMO_NAME : `${DEMO_NAME}-${number}`
    if (!taken.includes(name)) return name
  }
}
