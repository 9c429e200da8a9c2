import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { runProgram } from './child-program.ts'

/** The program with the window, as it can be started from the command line. */
export type DesktopProgram = {
  readonly program: string
  readonly args: readonly string[]
  /** An installed one owns the keychain entries, and commands leave them to it. */
  readonly packaged: boolean
}

/** Why there is no window here. */
export type NoDesktop = 'screen' | 'root' | 'unbuilt' | 'runtime' | 'failed'

type DesktopPlace = {
  /** The folder of the built command line. */
  readonly dist: string
  readonly platform: NodeJS.Platform
  readonly uid: number | null
}

const packagedSchema = z.object({ program: z.string().min(1) })

/** Looks for it beside the command line: in a package the app around it, else Electron in node_modules. */
export function findDesktop(env: NodeJS.ProcessEnv, place: Partial<DesktopPlace> = {}): DesktopProgram | NoDesktop {
  const { dist = dirname(process.argv[1] ?? ''), platform = process.platform, uid = process.getuid?.() ?? null } = place
  const root = resolve(dist, '..')
  const packaged = packagedProgram(root)
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'screen'
  // Chromium's sandbox cannot be had as root, and without it we show nothing.
  if (platform === 'linux' && uid === 0) return 'root'
  if (packaged !== null) return { program: packaged, args: [], packaged: true }
  if (!existsSync(join(dist, 'main.js'))) return 'unbuilt'
  const program = installedElectron(root, env, platform)
  return program === null ? 'runtime' : { program, args: [root], packaged: false }
}

function packagedProgram(root: string): string | null {
  try {
    const { program } = packagedSchema.parse(JSON.parse(readFileSync(join(root, 'packaged-app.json'), 'utf8')))
    return resolve(root, program)
  } catch {
    return null
  }
}

/** What Electron's own package calls its program where it has not been fetched yet. */
const NAMES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/**
 * Not by importing the package: that would download the runtime. ELECTRON_OVERRIDE_DIST_PATH is Electron's own word for
 * a runtime that somebody has brought by hand, as into a closed network.
 */
function installedElectron(root: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const folder = join(root, 'node_modules', 'electron')
  const overridePath = env['ELECTRON_OVERRIDE_DIST_PATH']
  try {
    const program = overridePath
      ? join(overridePath, NAMES[platform] ?? 'electron')
      : join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'))
    return existsSync(program) ? program : null
  } catch {
    return null
  }
}

/** A non-zero exit within this time is a failed start (a missing library, a screen that refuses us), not somebody closing the window. */
const FAILED_START_MS = 10_000

/** Opens the window. A packaged one is detached; any other is waited for, and gives its exit code. */
export async function openDesktop(desktop: DesktopProgram, env: NodeJS.ProcessEnv): Promise<number | NoDesktop> {
  if (desktop.packaged) return (await startDetached(desktop, [], env)) === null ? 'failed' : 0
  const startedAt = performance.now()
  const code = await runProgram(desktop.program, desktop.args, env)
  return code !== 0 && performance.now() - startedAt < FAILED_START_MS ? 'failed' : code
}

export type DetachedDesktop = { failed(): boolean }

/** Starts it as a program of its own, which outlives this one; null where it cannot be started at all. */
export function startDetached(
  { program, args }: DesktopProgram,
  extraArgs: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<DetachedDesktop | null> {
  const child = spawn(program, [...args, ...extraArgs], { stdio: 'ignore', detached: true, env })
  child.unref()
  return new Promise((done) => {
    child.once('spawn', () => done({ failed: () => Boolean(child.exitCode) || child.signalCode !== null }))
    child.once('error', () => done(null))
  })
}
