import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { raise } from '../../../shared/fault.ts'

/**
 * Where the keeper of a state folder listens (design decision 4). Also used by the fast path of `token`, so nothing
 * heavy may be imported here.
 */

/** A socket's path holds 104 bytes on macOS and 108 on Linux, and Node may silently cut off what is longer. */
const PATH_LIMIT = 100

const SOCKET = 'keeper.sock'

/** On Windows: the file with the name and key of the pipe, which are new at each start. */
export const PIPE_FILE = 'keeper.pipe.json'

/**
 * The socket's path. A state folder with a long path gets a folder of its own in the temp folder; when that is
 * there already, it must be ours alone, else whoever made it could pose as the keeper: socket_folder_unsafe {path}.
 */
export function socketPath(stateFolder: string, temp: string = tmpdir()): string {
  const path = join(stateFolder, SOCKET)
  if (Buffer.byteLength(path) <= PATH_LIMIT) return path
  const folder = tempFolderOf(stateFolder, temp)
  checkOwnFolder(folder)
  return join(folder, SOCKET)
}

/** Makes the socket's folder where it is not the state folder itself. For the one that is going to listen. */
export function makeSocketFolder(stateFolder: string, temp: string = tmpdir()): void {
  if (Buffer.byteLength(join(stateFolder, SOCKET)) <= PATH_LIMIT) return
  const folder = tempFolderOf(stateFolder, temp)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  checkOwnFolder(folder)
}

function tempFolderOf(stateFolder: string, temp: string): string {
  return join(temp, `everbearer-${process.getuid?.() ?? 0}-${fnv1a(stateFolder)}`)
}

const OTHERS = 0o077

function checkOwnFolder(path: string): void {
  // lstat: a link would lead to wherever its maker likes.
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  const own = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & OTHERS) === 0
  if (!own) raise('socket_folder_unsafe', { path })
}

/** FNV-1a, 64 bits, as hex: tells state folders apart, without loading node:crypto; no secret depends on it. */
export function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}
