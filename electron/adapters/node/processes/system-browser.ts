import { spawn } from 'node:child_process'
import type { Clock } from '../../../core/ports.ts'
import { withoutPassphrase } from './child-environment.ts'
import { windowsProgram } from './windows-program.ts'

type Opener = { readonly program: string; readonly args: readonly string[] }

/** An opener that fails exits within this time; a successful one may run for as long as the browser. */
const VERDICT_MS = 3_000

/**
 * Asks the desktop to show a file or a web address in the person's browser. False where there is no desktop, or where it is known to
 * have failed; the address must then be opened by hand.
 */
export async function showInBrowser(
  path: string,
  clock: Clock,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const opener = openerOf(path, env)
  if (opener === null) return false
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const child = spawn(opener.program, opener.args, { stdio: 'ignore', detached: true, env: withoutPassphrase(env) })
  child.on('error', () => resolve(false))
  child.on('exit', (code) => resolve(code === 0))
  child.unref()
  const cancel = clock.after(VERDICT_MS, () => resolve(true))
  return promise.finally(cancel)
}

/** The program that hands something to the person's browser; null where there is no desktop. */
export function openerOf(
  path: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Opener | null {
  if (platform === 'darwin') return { program: '/usr/bin/open', args: [path] }
  // Not `start`: that is a word of cmd.exe, which would read signs in the path as its own.
  if (platform === 'win32') {
    return { program: windowsProgram('rundll32.exe', env), args: ['url.dll,FileProtocolHandler', path] }
  }
  // Without a desktop xdg-open would fall back to a browser inside this very terminal.
  const desktop = env['DISPLAY'] || env['WAYLAND_DISPLAY']
  return desktop ? { program: 'xdg-open', args: [path] } : null
}
