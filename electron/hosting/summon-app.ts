import { raise } from '../../shared/fault.ts'
import { connectKeeper } from '../adapters/node/keeper-socket/keeper-client.ts'
import { withoutPassphrase } from '../adapters/node/processes/child-environment.ts'
import { findDesktop, startDetached } from '../adapters/node/processes/desktop-program.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { pause } from '../core/concurrency/pause.ts'
import type { Clock } from '../core/ports.ts'

/** A cold start of the window's program on a slow disk. */
const PATIENCE_MS = 30_000
const LOOK_MS = 100

/** Vaults without a keychain prompt: a command may be their keeper itself, as in an unpackaged run. */
const WITHOUT_KEYCHAIN = ['file', 'memory']

type Summons = {
  readonly stateFolder: string
  readonly version: string
  readonly clock: Clock
  readonly env: NodeJS.ProcessEnv
}

/**
 * In a packaged app only the app opens the keychain entries, since macOS prompts for each program that does. So a command
 * that finds no keeper starts the app, hidden, and waits until it is the keeper. Raises app_not_started. Where no app can
 * run (over ssh, on a server) the command becomes the keeper itself.
 */
export async function summonApp(summons: Summons): Promise<void> {
  const desktop = findDesktop(summons.env)
  if (typeof desktop === 'string' || !desktop.packaged) return
  if (WITHOUT_KEYCHAIN.includes(summons.env['EVERBEARER_VAULT'] ?? '')) return
  if (await isKeeperRunning(summons)) return
  const app = await startDetached(desktop, [HIDDEN], withoutPassphrase(summons.env))
  const { clock } = summons
  const deadline = clock.monotonic() + PATIENCE_MS
  while (app !== null && !app.failed() && clock.monotonic() < deadline) {
    await pause(clock, LOOK_MS)
    if (await isKeeperRunning(summons)) return
  }
  raise('app_not_started')
}

async function isKeeperRunning(summons: Summons): Promise<boolean> {
  const connection = await connectKeeper(summons)
  connection?.close()
  return connection !== null
}
