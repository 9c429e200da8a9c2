import { type BigIntStats, lstatSync, mkdirSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { connect, type OnReadOpts, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { raise } from '../../../../shared/fault.ts'
import { classifyFolder, isOurs } from '../files/folder-trust.ts'
import { setFolderAside } from '../files/set-aside.ts'
import { foreignFolder, openFolder } from '../files/state-folder-faults.ts'

/**
 * Where the keeper of a state folder listens (docs/decisions.md 4), and the only way to connect to it
 * (docs/decisions.md 22). Also used by the fast path of `token`, so nothing heavy may be imported here.
 */

/** A socket's path may have 104 bytes on macOS and 108 on Linux; Node may silently truncate a longer one. */
const PATH_LIMIT = 100

const SOCKET = 'keeper.sock'

/** Write permission is what connecting needs. */
const CONNECTABLE_BY_OTHERS = 0o022n

/** On Windows: the file with the name and key of the pipe, which are new at each start. */
export const PIPE_FILE = 'keeper.pipe.json'

/** A symlink in a state folder with a long path, to the temp folder that its keeper uses: TMPDIR may differ between shells. */
const TEMP_LINK = 'keeper.sock.place'

/** The socket's path. A state folder with a long path gets a folder of its own in the temp folder. */
export function socketPath(stateFolder: string, temp: string = keepersTemp(stateFolder)): string {
  return join(fitsInStateFolder(stateFolder) ? stateFolder : tempFolderOf(stateFolder, temp), SOCKET)
}

function fitsInStateFolder(stateFolder: string): boolean {
  return Buffer.byteLength(join(stateFolder, SOCKET)) <= PATH_LIMIT
}

/**
 * Makes the socket's folder where it is not the state folder itself. Called by the keeper before it listens. An existing
 * folder must be ours alone, else its owner could pose as the keeper: socket_folder_unsafe {path}.
 */
export function makeSocketFolder(stateFolder: string, temp: string = shortTemp(stateFolder)): void {
  if (fitsInStateFolder(stateFolder)) return
  const folder = tempFolderOf(stateFolder, temp)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  isOwnTempFolder(folder)
  linkToTemp(temp, stateFolder)
}

function linkToTemp(temp: string, stateFolder: string): void {
  const link = join(stateFolder, TEMP_LINK)
  try {
    setFolderAside(link)
    rmSync(link, { force: true })
    symlinkSync(resolve(temp), link)
  } catch {
    // A drive without symlinks: then TMPDIR has to agree on both sides.
  }
}

/** The link needs no trust: the folder it leads to is checked like any other. */
function keepersTemp(stateFolder: string): string {
  if (fitsInStateFolder(stateFolder)) return ''
  const link = join(stateFolder, TEMP_LINK)
  try {
    // Ignore a dangling link: the keeper would fail on it before it could replace it.
    if (statSync(link).isDirectory()) return readlinkSync(link)
  } catch {
    // No link, or a dangling one.
  }
  return shortTemp(stateFolder)
}

/** TMPDIR, unless a socket path in it would be too long as well. */
function shortTemp(stateFolder: string): string {
  const path = join(tempFolderOf(stateFolder, tmpdir()), SOCKET)
  return Buffer.byteLength(path) <= PATH_LIMIT ? tmpdir() : '/tmp'
}

/**
 * Connects to the socket of a state folder, after checking that both folders and the socket are ours and closed to others.
 * Null where there is none, so no keeper runs. Checked again right after connecting, in case somebody replaced a parent
 * folder in between. Raises state_folder_open, state_folder_foreign and socket_folder_unsafe, each with the path.
 */
export function dialKeeper(
  stateFolder: string,
  temp: string = keepersTemp(stateFolder),
  onread?: OnReadOpts,
): Socket | null {
  const before = ownSocket(stateFolder, temp)
  if (before === null) return null
  const socket = connect({ path: before.path, ...(onread && { onread }) })
  if (ownSocket(stateFolder, temp)?.file.ino === before.file.ino) return socket
  socket.on('error', () => {}).destroy()
  return null
}

function ownSocket(stateFolder: string, temp: string): { path: string; file: BigIntStats } | null {
  if (!isOwnStateFolder(stateFolder)) return null
  if (!fitsInStateFolder(stateFolder) && !isOwnTempFolder(tempFolderOf(stateFolder, temp))) return null
  const path = socketPath(stateFolder, temp)
  const file = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (file === undefined || !file.isSocket()) return null
  if (!isOurs(file) || (file.mode & CONNECTABLE_BY_OTHERS) !== 0n) raise('socket_folder_unsafe', { path })
  return { path, file }
}

/** False where there is none. */
function isOwnStateFolder(path: string): boolean {
  const access = classifyFolder(path)
  if (access === 'foreign') throw foreignFolder(path)
  if (access === 'open') throw openFolder(path)
  return access === 'closed'
}

function isOwnTempFolder(path: string): boolean {
  const access = classifyFolder(path, 'refused')
  if (access !== 'closed' && access !== 'absent') raise('socket_folder_unsafe', { path })
  return access === 'closed'
}

function tempFolderOf(stateFolder: string, temp: string): string {
  return join(temp, `everbearer-${process.getuid?.() ?? 0}-${fnv1a(stateFolder)}`)
}

/** FNV-1a, 64 bits, as hex: tells state folders apart, without loading node:crypto; no secret depends on it. */
export function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}
