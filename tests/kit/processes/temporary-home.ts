/**
 * A workstation of its own for one test: state folder, user's folder, temp folder, and an environment that leads nowhere else.
 *
 *   const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'made up' })
 *   await everbearer(home, ['list'])
 *
 * Removed at the end of the test; for a whole `describe`, call `temporaryHome(env, afterAll)` in its body.
 */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { compiled } from '../../../scripts/project.mjs'

export type Environment = Readonly<Record<string, string | undefined>>

export type Home = {
  /** Everything that the product may touch lies below: hunts for leaks look here. */
  readonly base: string
  /** EVERBEARER_HOME. Not created: that is the product's first task. */
  readonly path: string
  /** What its programs get beside PATH and the like. */
  readonly env: Environment
  /** Words before each of its programs, such as those that run it in another network (network/own-network.ts). */
  readonly through?: readonly string[]
}

/** Would lead to the developer's own keychain, desktop or settings, or tell the product that it is being tested, or that all of it runs under nohup. */
const LEADS_OUT =
  /^(EVERBEARER_|VITEST|TEST$|_$|NODE_|DBUS_|XDG_|DISPLAY$|WAYLAND_DISPLAY$|GNOME_KEYRING|(HTTPS?|ALL|NO)_PROXY$)/i

/** For a home that is measured: as users have it, with no log down to the last hop, and nothing compiled before. */
export const AS_USUAL = { EVERBEARER_LOG: undefined, NODE_COMPILE_CACHE: undefined } as const

export function temporaryHome(
  env: Environment = {},
  atEnd: (clean: () => Promise<void>) => void = onTestFinished,
): Home {
  // Short, since a socket's path holds about 100 bytes.
  const base = mkdtempSync(join(tmpdir(), 'eb-'))
  for (const folder of ['user', 'tmp']) mkdirSync(join(base, folder), { mode: 0o700 })
  atEnd(() => rm(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))
  return { base, path: join(base, 'state'), env }
}

/** The whole environment of a program that runs in this home. `undefined` takes a variable away. */
export function environmentOf(home: Home, more: Environment = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !LEADS_OUT.test(name))
  const temp = join(home.base, 'tmp')
  const user = join(home.base, 'user')
  const folders = {
    HOME: user,
    USERPROFILE: user,
    APPDATA: user,
    LOCALAPPDATA: user,
    TMPDIR: temp,
    TMP: temp,
    TEMP: temp,
  }
  // The log is written to the last hop, so that each hunt for leaks looks through all that it can hold. The programs are
  // started some thousand times, which what Node keeps of their compiling makes an eighth cheaper.
  const own = { ...folders, EVERBEARER_HOME: home.path, EVERBEARER_LOG: 'debug', NODE_COMPILE_CACHE: compiled }
  const all = Object.entries({ ...Object.fromEntries(inherited), ...own, ...home.env, ...more })
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined))
}
