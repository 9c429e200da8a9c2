import { raise } from '../../shared/fault.ts'
import { connectKeeper } from '../adapters/node/keeper-socket/keeper-client.ts'
import { withoutPassphrase } from '../adapters/node/processes/child-environment.ts'
import { findDesktop, startApart } from '../adapters/node/processes/desktop-program.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { pause } from '../core/concurrency/pause.ts'
import type { Clock } from '../core/ports.ts'

/** A cold start of the window's program on a slow disk. */
const PATIENCE_MS = 30_000
const LOOK_MS = 100

/** Vaults of which the system asks nobody who opens them; a command may keep these itself, as without a package. */
const OPEN_TO_ALL = ['file', 'memory']

type Summons = {
  readonly stateFolder: string
  readonly version: string
  readonly clock: Clock
  readonly env: NodeJS.ProcessEnv
}

/**
 * In a package one program owns the keychain entries, since macOS asks the person anew for each program that opens them.
 * So a command that finds no keeper starts the app, hidden, and waits until it keeps. Raises app_not_started.
 * Where no app can be shown (over ssh, on a server) the command keeps for itself.
 */
export async function summonApp(summons: Summons): Promise<void> {
  const desktop = findDesktop(summons.env)
  if (typeof desktop === 'string' || !desktop.packaged) return
  if (OPEN_TO_ALL.includes(summons.env['EVERBEARER_VAULT'] ?? '')) return
  if (await keeps(summons)) return
  const app = await startApart(desktop, [HIDDEN], withoutPassphrase(summons.env))
  const { clock } = summons
  const until = clock.monotonic() + PATIENCE_MS
  while (app !== null && !app.failed() && clock.monotonic() < until) {
    await pause(clock, LOOK_MS)
    if (await keeps(summons)) return
  }
  raise('app_not_started')
}

async function keeps(summons: Summons): Promise<boolean> {
  const connection = await connectKeeper(summons)
  connection?.close()
  return connection !== null
}
