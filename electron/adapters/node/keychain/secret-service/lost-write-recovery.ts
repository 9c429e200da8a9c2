import { faultOf } from '../../../../../shared/fault.ts'
import type { Clock, VaultBackend } from '../../../../core/ports.ts'

/** KeePassXC writes its file some time after each change, and leaves out what changes while it writes. */
const RECENT_MS = 10 * 60_000
const FIRST_CHECK_MS = 1_000
/** It may stay locked for long, and each check costs two calls. */
const MOST_CHECK_MS = 30_000

type RecentWrite = {
  readonly value: string | null
  /** A later write that failed; it may have been done all the same, and is newer. */
  readonly tried: string | null | undefined
  readonly forget: () => void
}

/**
 * Some keyrings answer first and write to disk later; killed or locked in between, they lose what they confirmed, a refresh
 * token for example. So after a restart or unlock, writes of the last minutes are checked and repeated if they are missing.
 */
export function lostWriteRecovery(documents: Pick<VaultBackend, 'read' | 'write' | 'remove'>, after: Clock['after']) {
  const recentWrites = new Map<string, RecentWrite>()
  let cancelCheck: (() => void) | null = null

  function scheduleCheck(inMs: number): void {
    cancelCheck?.()
    cancelCheck = after(inMs, () => {
      cancelCheck = null
      void restoreAll().catch(() => scheduleCheck(Math.min(2 * inMs, MOST_CHECK_MS)))
    })
  }

  /** Locking closes the keyring's file, and what it had not written by then may be lost. */
  function checkOnceOpen(thrown: unknown): never {
    if (cancelCheck === null && recentWrites.size > 0 && faultOf(thrown).code === 'vault_locked')
      scheduleCheck(FIRST_CHECK_MS)
    throw thrown
  }

  async function restoreAll(): Promise<void> {
    for (const key of [...recentWrites.keys()]) await restore(key)
  }

  async function restore(key: string): Promise<void> {
    const stored = await readStored(key)
    // Looked up only now: a newer write may have begun during the read and must not be overwritten by this one.
    const recent = recentWrites.get(key)
    if (recent === undefined || stored === recent.value || stored === recent.tried) return
    await (recent.value === null ? documents.remove(key) : documents.write(key, recent.value))
  }

  /** Undefined for a damaged document: half of a write. */
  async function readStored(key: string): Promise<string | null | undefined> {
    try {
      return await documents.read(key)
    } catch (thrown) {
      if (faultOf(thrown).code === 'vault_damaged') return undefined
      throw thrown
    }
  }

  return {
    /** Does a write, or with null a removal, and remembers it once it is done. */
    async record(key: string, value: string | null, write: () => Promise<void>): Promise<void> {
      const before = recentWrites.get(key)
      recentWrites.delete(key)
      try {
        await write()
      } catch (thrown) {
        if (before) recentWrites.set(key, { ...before, tried: value })
        return checkOnceOpen(thrown)
      }
      before?.forget()
      recentWrites.set(key, { value, tried: undefined, forget: after(RECENT_MS, () => recentWrites.delete(key)) })
    },
    /** What the keyring has, or what it should have where it may have lost it. */
    async read(key: string): Promise<string | null> {
      const wasCheckDue = cancelCheck !== null
      if (wasCheckDue && recentWrites.has(key)) await restore(key)
      const found = await documents.read(key).catch(checkOnceOpen)
      // This read itself may have revealed the restart, and returned the value from before.
      if (wasCheckDue || cancelCheck === null || !recentWrites.has(key)) return found
      await restore(key)
      return documents.read(key)
    },
    /** After a restart of the keyring. */
    checkSoon(): void {
      if (recentWrites.size > 0) scheduleCheck(FIRST_CHECK_MS)
    },
    stop(): void {
      cancelCheck?.()
      cancelCheck = null
      for (const { forget } of recentWrites.values()) forget()
      recentWrites.clear()
    },
  }
}
