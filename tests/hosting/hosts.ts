/**
 * Hosts in this process: each elects, keeps or connects as a program of its own would, over real locks and sockets,
 * with the real keeper over ports in memory.
 */
import { onTestFinished } from 'vitest'
import { nodeClock } from '../../electron/adapters/node/clock.ts'
import { nodeRandom } from '../../electron/adapters/node/random.ts'
import { noLog } from '../../electron/core/log/log.ts'
import type { Build } from '../../electron/hosting/build.ts'
import type { HostOptions } from '../../electron/hosting/host-options.ts'
import type { KeeperSession } from '../../electron/hosting/keeper-session.ts'
import { type BridgeOptions, type HostBridge, openBridge } from '../../electron/hosting/open-bridge.ts'
import type { Handlers } from '../../shared/api/contract/contract.ts'
import { type KeeperStandIn, keeperStandIn } from '../kit/keeper-stand-in.ts'

export type TestHost = {
  readonly bridge: HostBridge
  /** What it became, in order. */
  readonly sessions: KeeperSession['kind'][]
  /** The keepers that it made, one for each of its terms. */
  readonly keepers: KeeperStandIn[]
  readonly troubles: string[]
}

export type HostParts = Partial<Omit<HostOptions, 'makeKeeper' | 'build'> & Build> & {
  /** Gets the versions of the keepers that handed over to this host. */
  readonly replaced?: string[]
  readonly handlers?: Partial<Handlers>
  /** Runs before a keeper is made; what it throws hinders that. */
  readonly beforeKeeper?: () => Promise<void> | void
  readonly hasNews?: boolean
  readonly patient?: boolean
}

export async function openHost(stateFolder: string, options: HostParts = {}): Promise<TestHost> {
  const { handlers = {}, beforeKeeper = () => {}, hasNews = false, patient = false, ...more } = options
  const { version = '1.2.3', commit = 'unknown', committedAt = null, replaced = [], ...hostOptions } = more
  const keepers: KeeperStandIn[] = []
  const sessions: KeeperSession['kind'][] = []
  const troubles: string[] = []
  const listeners: BridgeOptions = {
    sessionBegan(session) {
      sessions.push(session.kind)
      if (session.replaced !== null) replaced.push(session.replaced.version)
    },
    troubled: ({ code }) => void troubles.push(code),
    patient,
  }
  const bridge = await openBridge(
    {
      stateFolder,
      clock: nodeClock,
      random: nodeRandom,
      log: noLog,
      build: { version, commit, committedAt },
      host: 'agent',
      lasting: true,
      pipes: false,
      ...hostOptions,
      async makeKeeper({ ownership, host }) {
        await beforeKeeper()
        const made = keeperStandIn(handlers, { ownership, host })
        keepers.push(made)
        return { keeper: made.keeper, hasNews }
      },
    },
    listeners,
  )
  let closed = false
  const close = async () => {
    if (!closed) await bridge.close()
    closed = true
  }
  onTestFinished(close)
  return { bridge: { ...forwarded(bridge), close }, sessions, keepers, troubles }
}

/** A command that is done at once. */
export const COMMAND: HostParts = { lasting: false, host: 'command line' }

function forwarded(bridge: HostBridge): HostBridge {
  return {
    call: (name, input) => bridge.call(name, input),
    subscribe: (listener) => bridge.subscribe(listener),
    watchKeeper: (listener) => bridge.watchKeeper(listener),
    close: () => bridge.close(),
  }
}
