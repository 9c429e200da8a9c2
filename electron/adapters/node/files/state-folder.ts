import { existsSync, mkdirSync, statSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { FaultError, raise } from '../../../../shared/fault.ts'
import { closeStateFolder, setForeignAside } from './closed-folder.ts'
import { classifyFolder } from './folder-trust.ts'
import { foreignFolder, unusable } from './state-folder-faults.ts'

/** Where a platform's programs keep what is theirs. */
type Platform = { readonly env: NodeJS.ProcessEnv; readonly platform: NodeJS.Platform; readonly home: string }

/**
 * The folder of everything that Everbearer keeps in files: EVERBEARER_HOME, else the platform's usual place
 * (docs/command-line.md "Where things lie"). Says where it is and makes nothing; the fast path of `token` calls it too.
 * Raises state_folder_unusable {path, detail}.
 */
export function stateFolderPath(
  env: NodeJS.ProcessEnv = process.env,
  { platform = process.platform, home = homeOf(env) }: Partial<Platform> = {},
): string {
  const chosen = env['EVERBEARER_HOME']
  const path = chosen ? resolve(withHome(chosen, home)) : defaultPath({ env, platform, home })
  // What Node puts where a name was no UTF-8: another folder than the one that was meant, and the same for many.
  return path.includes('\ufffd') ? raise('state_folder_unusable', { path, detail: 'EILSEQ' }) : path
}

/** A unit, a container and quotes leave `~/` to us, which a shell puts the home in place of. */
function withHome(path: string, home: string): string {
  return home !== '' && /^~(\/|$)/.test(path) ? join(home, path.slice(1)) : path
}

function defaultPath({ env, platform, home }: Platform): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Everbearer')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Everbearer')
  const state = env['XDG_STATE_HOME']
  // The XDG specification: a path that is not absolute is to be ignored.
  return join(state && isAbsolute(state) ? state : join(home, '.local', 'state'), 'everbearer')
}

function homeOf(env: NodeJS.ProcessEnv): string {
  try {
    const home = homedir()
    // An empty or relative HOME would lead to another folder from wherever one stands: as if nothing had ever been kept.
    return isAbsolute(home) ? home : userInfo().homedir
  } catch {
    // A user id without an entry in passwd and without HOME: there is no home, so EVERBEARER_HOME must say where.
    return env['EVERBEARER_HOME'] ? '' : raise('state_folder_unusable')
  }
}

/**
 * Makes the folder (0700) or looks at the one that is there, and sets aside what strangers left in it under our names.
 * Gives the new names of those. A folder in which lies nothing but our own is closed; any other that others can enter is
 * somebody's to decide about. Raises state_folder_open {path, command}, state_folder_foreign {path, why, command} and
 * state_folder_unusable {path, detail}.
 */
export function makeStateFolder(path: string): readonly string[] {
  try {
    keepOwnRights()
    if (belongsToSudoCaller(path)) throw foreignFolder(path)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const access = classifyFolder(path)
    if (access === 'foreign') throw foreignFolder(path)
    if (access === 'open') closeStateFolder(path)
    return process.platform === 'win32' ? [] : setForeignAside(path)
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    throw unusable(path, thrown)
  }
}

/**
 * `sudo` often leaves HOME as it was. What root made there, folders above ours among them, its owner could not enter
 * afterwards.
 */
function belongsToSudoCaller(path: string): boolean {
  const caller = Number(process.env['SUDO_UID'] || 0)
  if (caller === 0 || process.getuid?.() !== 0) return false
  let existing = path
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing)
  return statSync(existing).uid === caller
}

const FOR_OTHERS = 0o077

/** A mask that takes rights from ourselves (`umask 777`) would leave files that nobody can read again, a saved token among them. */
function keepOwnRights(): void {
  if (process.platform === 'win32') return
  const mask = process.umask(FOR_OTHERS)
  process.umask(mask & FOR_OTHERS)
}

/**
 * The same for a program that had this folder already. It makes none: where the folder was moved, an empty one in its place
 * would be kept for nothing, and on a keychain beside the one that was moved. Raises state_folder_gone {path} as well.
 */
export function findStateFolder(path: string): void {
  if (!existsSync(path)) raise('state_folder_gone', { path })
  makeStateFolder(path)
}
