import { STOPPED_EXIT_CODE } from '../../shared/exit-code.ts'
import { nodeClock } from '../adapters/node/clock.ts'
import { stateFolderPath } from '../adapters/node/files/state-folder.ts'
import type { StartKeychainChild } from '../adapters/node/keychain/keychain-child.ts'
import { logOfHost } from '../adapters/node/log/host-log.ts'
import { onStopSignal } from '../adapters/node/processes/stop-signals.ts'
import { nodeRandom } from '../adapters/node/random.ts'
import { type AskPassphrase, takePassphrase } from '../adapters/node/vaults/passphrase.ts'
import { pause } from '../core/concurrency/pause.ts'
import type { Http, Wake } from '../core/ports.ts'
import { type BridgeOptions, type HostBridge, openBridge } from './open-bridge.ts'
import { ownStateFolder } from './own-state-folder.ts'
import { summonApp } from './summon-app.ts'
import { BUILD, VERSION } from './version.ts'

/**
 * Hosting: what makes a program of ours a host. It joins what may not know each other (doors and adapters) and the core:
 *
 *   node-host.ts     a host in plain Node: its ports, its keeper, its bridge      <- start here
 *   open-bridge.ts   calls that reach a keeper, whoever keeps at the moment
 *   election.ts      the search for a keeper: at the keeper that runs, else as the keeper
 *   own-keeper.ts    this process as the keeper: lock, socket, keeper, and out again in good order
 *   socket-place.ts  the socket's file, kept up
 */

type NodeHostOptions = BridgeOptions & {
  /** A person's word for this program: agent, command line, browser host. */
  readonly host: string
  /** A host that lasts keeps fresh at once and takes over when the keeper ends; a command only does its work. */
  readonly lasting: boolean
  readonly env?: NodeJS.ProcessEnv
  /** Of whoever has taken the variables out of `env` already. */
  readonly askPassphrase?: AskPassphrase
  /** The desktop's own ways out, hints and child processes; plain Node's are used where they are left out. */
  readonly http?: Http
  readonly wake?: Wake
  readonly startKeychainChild?: StartKeychainChild
  /** Shows a person each line of the log, down to the last hop. */
  readonly showLog?: ((line: string) => void) | undefined
}

/**
 * Opens the way to the keeper of the user's state folder; this process becomes the keeper where none runs. Raises what
 * hinders it: keeper_unresponsive, keeper_version, app_not_started, state_folder_unusable, _open and _foreign,
 * socket_folder_unsafe, and the vault's choice.
 * The passphrase variables are taken out of `env`.
 */
export async function openNodeBridge(options: NodeHostOptions): Promise<HostBridge> {
  const { host, lasting, env = process.env, http, wake, startKeychainChild, showLog } = options
  const stateFolder = stateFolderPath(env)
  const { askPassphrase = takePassphrase(env) } = options
  const log = logOfHost({ stateFolder, lasting, env, show: showLog })
  await ownStateFolder(stateFolder)
  if (!lasting) await summonApp({ stateFolder, version: VERSION, clock: nodeClock, env })
  let armed = false
  const bridge = await openBridge(
    {
      stateFolder,
      clock: nodeClock,
      random: nodeRandom,
      log,
      build: BUILD,
      host,
      lasting,
      async makeKeeper(given) {
        // Loaded only by the one who keeps: most commands find a keeper running, and would wait for nothing.
        const { nodePorts } = await import('../adapters/node/node-ports.ts')
        const { createKeeper } = await import('../core/keeper.ts')
        const own = { env, http, wake, startKeychainChild, log }
        const ports = await nodePorts({ ...given, stateFolder, askPassphrase, ...own })
        return { keeper: createKeeper(ports), hasNews: ports.index.setAside !== null || ports.index.leftAlone !== null }
      },
    },
    {
      ...options,
      sessionBegan(session) {
        if (session.kind === 'keeper' && !lasting && !armed) {
          armed = true
          endInGoodOrder(() => bridge)
        }
        options.sessionBegan?.(session)
      },
    },
  )
  return bridge
}

/** A command that has been told to end gets this long to say so itself before it is ended. */
const LAST_WORDS_MS = 300

/**
 * A command that keeps for its short time may be in the middle of a renewal when Ctrl-C comes: to end there would lose
 * the session. The renewal is finished first; the command itself then ends with what came of its call.
 */
function endInGoodOrder(bridge: () => HostBridge): void {
  onStopSignal(() => {
    void bridge()
      .close()
      .then(() => pause(nodeClock, LAST_WORDS_MS))
      .then(() => process.exit(STOPPED_EXIT_CODE))
  }, nodeClock)
}
