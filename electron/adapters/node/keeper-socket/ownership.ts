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

/** Created where missing, never followed through a link, never readable by others. */
const HOW = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0)

/** How often the file may be exchanged under our hands before that counts as trouble. */
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
      const fd = openSync(path, HOW, 0o600)
      if (!lockedOrClosed(fd)) return null
      // The name may have been deleted, or given to a new file, between opening and locking: then others lock that one.
      if (isStill(path, fstatSync(fd, { bigint: true }))) return held(path, fd)
      closeSync(fd)
    }
    return null
  } catch (thrown) {
    throw unusable(path, thrown)
  }
}

function lockedOrClosed(fd: number): boolean {
  try {
    if (tryLock(fd)) return true
  } catch (thrown) {
    closeSync(fd)
    throw thrown
  }
  closeSync(fd)
  return false
}

function held(path: string, fd: number): HeldOwnership {
  const mine = fstatSync(fd, { bigint: true })
  let released = false
  leavePid(fd)
  return {
    held: () => !released && isStill(path, mine),
    release: () => {
      if (!released) closeSync(fd)
      released = true
    },
  }
}

function leavePid(fd: number): void {
  try {
    ftruncateSync(fd)
    writeSync(fd, `${process.pid}\n`, 0)
  } catch {
    // A full disk: the lock holds all the same, only nobody can look up who has it.
  }
}

function isStill(path: string, file: BigIntStats): boolean {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found?.ino === file.ino && found.dev === file.dev
  } catch {
    return false
  }
}
