/// <reference path="../fs-native-extensions.d.ts" />
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { tryLock } from 'fs-native-extensions'
import type { Ownership } from '../../../core/ports.ts'
import { unusable } from '../files/state-folder-faults.ts'
import { LOCK_FILE } from './holder-pid.ts'

/** Created where missing; never through a symlink. */
const OPEN_FLAGS = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)

/** How often the file may be replaced between open and lock. */
const ATTEMPTS = 5

export type HeldOwnership = Ownership & {
  /** Gives the lock up. The file stays: deleting it would let two processes hold two locks of one name. */
  release(): void
}

/**
 * Tries to become the one keeper of the state folder (docs/decisions.md 4); null while another process is. The lock
 * belongs to the open file, so the system frees it at once however this process ends.
 * Raises state_folder_unusable {path, detail} where files cannot be locked.
 */
export function tryOwnership(stateFolder: string): HeldOwnership | null {
  const path = join(stateFolder, LOCK_FILE)
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const fd = openSync(path, OPEN_FLAGS, 0o600)
      if (!lockOrClose(fd)) return null
      // The file may have been deleted or replaced between open and lock: then others lock the new one.
      if (isSameFile(path, fstatSync(fd, { bigint: true }))) return ownershipOf(path, fd)
      closeSync(fd)
    }
    return null
  } catch (thrown) {
    throw unusable(path, thrown)
  }
}

function lockOrClose(fd: number): boolean {
  try {
    if (tryLock(fd)) return true
  } catch (thrown) {
    closeSync(fd)
    throw thrown
  }
  closeSync(fd)
  return false
}

function ownershipOf(path: string, fd: number): HeldOwnership {
  const identity = fstatSync(fd, { bigint: true })
  let isReleased = false
  writePid(fd)
  return {
    held: () => !isReleased && isSameFile(path, identity),
    release: () => {
      if (!isReleased) closeSync(fd)
      isReleased = true
    },
  }
}

function writePid(fd: number): void {
  try {
    ftruncateSync(fd)
    writeSync(fd, `${process.pid}\n`, 0)
  } catch {
    // On a full disk the lock still holds; only the holder's pid is missing.
  }
}

function isSameFile(path: string, file: BigIntStats): boolean {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found?.ino === file.ino && found.dev === file.dev
  } catch {
    return false
  }
}
