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
 * Hosting: what makes a program a host. It joins doors and adapters, which may not import each other, with the core:
 *
 *   node-host.ts     a host in plain Node: its ports, its keeper, its bridge      <- start here
 *   open-bridge.ts   calls that reach a keeper, whichever process it is
 *   election.ts      finds a session: as client of the running keeper, else as the keeper
 *   own-keeper.ts    this process as the keeper: lock, socket, keeper, graceful end
 *   socket-place.ts  recreates the socket's file when it is deleted
 */

type NodeHostOptions = BridgeOptions & {
  /** What people call this program: agent, command line, browser host. */
  readonly host: string
  /** A long-running host renews from its start and takes over when the keeper ends; a command does neither. */
  readonly lasting: boolean
  readonly env?: NodeJS.ProcessEnv
  /** For a caller that has already taken the passphrase variables out of `env`. */
  readonly askPassphrase?: AskPassphrase
  /** The desktop's own HTTP, wake hints and child processes; Node's where left out. */
  readonly http?: Http
  readonly wake?: Wake
  readonly startKeychainChild?: StartKeychainChild
  /** Prints each log line (--verbose). */
  readonly showLog?: ((line: string) => void) | undefined
}

/**
 * Connects to the keeper of the user's state folder; this process becomes the keeper where none runs. Raises
 * keeper_unresponsive, keeper_version, app_not_started, state_folder_unusable, _open and _foreign, socket_folder_unsafe, and
 * what the choice of a vault raises.
 * The passphrase variables are taken out of `env`.
 */
export async function openNodeBridge(options: NodeHostOptions): Promise<HostBridge> {
  const { host, lasting, env = process.env, http, wake, startKeychainChild, showLog } = options
  const stateFolder = stateFolderPath(env)
  const { askPassphrase = takePassphrase(env) } = options
  const log = logOfHost({ stateFolder, lasting, env, show: showLog })
  await ownStateFolder(stateFolder)
  if (!lasting) await summonApp({ stateFolder, version: VERSION, clock: nodeClock, env })
  let hasStopHandler = false
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
        // Imported only by the keeper: most commands find one running.
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
        if (session.kind === 'keeper' && !lasting && !hasStopHandler) {
          hasStopHandler = true
          stopGracefully(() => bridge)
        }
        options.sessionBegan?.(session)
      },
    },
  )
  return bridge
}

/** After a stop signal a command gets this long to print its own message. */
const LAST_OUTPUT_MS = 300

/**
 * A command that is the keeper may be in the middle of a renewal when Ctrl-C comes; exiting there would lose the new refresh
 * token. The renewal is finished first; the command then ends with the result of its call.
 */
function stopGracefully(bridge: () => HostBridge): void {
  onStopSignal(() => {
    void bridge()
      .close()
      .then(() => pause(nodeClock, LAST_OUTPUT_MS))
      .then(() => process.exit(STOPPED_EXIT_CODE))
  }, nodeClock)
}
