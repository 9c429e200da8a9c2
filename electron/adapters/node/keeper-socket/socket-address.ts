import { type BigIntStats, lstatSync, mkdirSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { connect, type OnReadOpts, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { raise } from '../../../../shared/fault.ts'
import { isOurs, lookAtFolder } from '../files/folder-trust.ts'
import { setFolderAside } from '../files/set-aside.ts'
import { foreignFolder, openFolder } from '../files/state-folder-faults.ts'

/**
 * Where the keeper of a state folder listens (docs/decisions.md 4), and the only way to connect to it
 * (docs/decisions.md 22). Also used by the fast path of `token`, so nothing heavy may be imported here.
 */

/** A socket's path holds 104 bytes on macOS and 108 on Linux, and Node may silently cut off what is longer. */
const PATH_LIMIT = 100

const SOCKET = 'keeper.sock'

/** To connect one must be allowed to write. */
const CONNECTABLE_BY_OTHERS = 0o022n

/** On Windows: the file with the name and key of the pipe, which are new at each start. */
export const PIPE_FILE = 'keeper.pipe.json'

/** Leads from a state folder with a long path to the temp folder of its keeper: TMPDIR may differ from shell to shell. */
const PLACE = 'keeper.sock.place'

/** The socket's path. A state folder with a long path gets a folder of its own in the temp folder. */
export function socketPath(stateFolder: string, temp: string = keepersTemp(stateFolder)): string {
  return join(liesWithin(stateFolder) ? stateFolder : tempFolderOf(stateFolder, temp), SOCKET)
}

function liesWithin(stateFolder: string): boolean {
  return Buffer.byteLength(join(stateFolder, SOCKET)) <= PATH_LIMIT
}

/**
 * Makes the socket's folder where it is not the state folder itself. For the one that is going to listen. When it is
 * there already it must be ours alone, else whoever made it could pose as the keeper: socket_folder_unsafe {path}.
 */
export function makeSocketFolder(stateFolder: string, temp: string = shortTemp(stateFolder)): void {
  if (liesWithin(stateFolder)) return
  const folder = tempFolderOf(stateFolder, temp)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  isOwnTempFolder(folder)
  leadTo(temp, stateFolder)
}

function leadTo(temp: string, stateFolder: string): void {
  const link = join(stateFolder, PLACE)
  try {
    setFolderAside(link)
    rmSync(link, { force: true })
    symlinkSync(resolve(temp), link)
  } catch {
    // A drive without links: then the variables of both sides have to agree.
  }
}

/** Wherever it leads, the folder there is looked at like any other. */
function keepersTemp(stateFolder: string): string {
  if (liesWithin(stateFolder)) return ''
  const link = join(stateFolder, PLACE)
  try {
    // One that leads to no folder would hold up the keeper that is going to lay it anew.
    if (statSync(link).isDirectory()) return readlinkSync(link)
  } catch {
    // Nobody has laid one, or it leads nowhere.
  }
  return shortTemp(stateFolder)
}

/** TMPDIR, unless a socket in it would be cut off as well. */
function shortTemp(stateFolder: string): string {
  const path = join(tempFolderOf(stateFolder, tmpdir()), SOCKET)
  return Buffer.byteLength(path) <= PATH_LIMIT ? tmpdir() : '/tmp'
}

/**
 * Connects to the socket of a state folder, once both folders and the socket are known to be ours and closed to all
 * others. Null where none of the kind is there, so that nobody keeps. Looked at again right after connecting: who could
 * move a folder above ours has had no moment to put another one in its place. Raises state_folder_open,
 * state_folder_foreign and socket_folder_unsafe, each with the path.
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
  if (!liesWithin(stateFolder) && !isOwnTempFolder(tempFolderOf(stateFolder, temp))) return null
  const path = socketPath(stateFolder, temp)
  const file = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (file === undefined || !file.isSocket()) return null
  if (!isOurs(file) || (file.mode & CONNECTABLE_BY_OTHERS) !== 0n) raise('socket_folder_unsafe', { path })
  return { path, file }
}

/** False where there is none. */
function isOwnStateFolder(path: string): boolean {
  const look = lookAtFolder(path)
  if (look === 'foreign') throw foreignFolder(path)
  if (look === 'open') throw openFolder(path)
  return look === 'closed'
}

function isOwnTempFolder(path: string): boolean {
  const look = lookAtFolder(path, 'refused')
  if (look !== 'closed' && look !== 'absent') raise('socket_folder_unsafe', { path })
  return look === 'closed'
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
