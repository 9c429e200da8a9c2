import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FaultError, fault } from '../../shared/fault.ts'

/**
 * Starts `everbearer agent`, which outlives this program. The command line lies above this file; a client that was copied
 * elsewhere takes the one in PATH. Whether it became keeper shows at its socket. Raises command_not_found.
 */
export function startAgent(stateFolder: string, here: string): Promise<void> {
  const cliFile = join(dirname(dirname(fileURLToPath(here))), 'cli.js')
  const [program, words] = existsSync(cliFile) ? [process.execPath, [cliFile, 'agent']] : ['everbearer', ['agent']]
  const env = { ...process.env, EVERBEARER_HOME: stateFolder }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // A program of its own has a console of its own on Windows, which would be a window.
  spawn(program, words, { env, detached: true, stdio: 'ignore', windowsHide: true })
    .once('error', (cause) => reject(new FaultError(fault('command_not_found', { command: 'everbearer' }), { cause })))
    .once('spawn', resolve)
    .unref()
  return promise
}
