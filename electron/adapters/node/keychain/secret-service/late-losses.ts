import { faultOf } from '../../../../../shared/fault.ts'
import type { Clock, VaultBackend } from '../../../../core/ports.ts'

/** KeePassXC writes its file some time after each change, and passes over what is changed while it writes. */
const LATELY_MS = 10 * 60_000
const FIRST_LOOK_MS = 1_000
/** It may be locked for long: then a look costs two calls. */
const LAST_LOOK_MS = 30_000

type Kept = {
  readonly value: string | null
  /** What was tried afterwards and failed: it may have been done all the same, and is newer. */
  readonly tried: string | null | undefined
  readonly forget: () => void
}

/**
 * Some keyrings answer first and write to the disk later; one that is killed or locked in between has lost what it said yes to, and
 * a refresh token with it. So what was written in the last minutes is looked for in a keyring that was started or unlocked anew.
 */
export function lateLosses(documents: Pick<VaultBackend, 'read' | 'write' | 'remove'>, after: Clock['after']) {
  const lately = new Map<string, Kept>()
  let looking: (() => void) | null = null

  function look(inMs: number): void {
    looking?.()
    looking = after(inMs, () => {
      looking = null
      void restoreAll().catch(() => look(Math.min(2 * inMs, LAST_LOOK_MS)))
    })
  }

  /** Locked, it has shut its file, and may have lost what it had not put away by then. */
  function lookOnceOpen(thrown: unknown): never {
    if (looking === null && lately.size > 0 && faultOf(thrown).code === 'vault_locked') look(FIRST_LOOK_MS)
    throw thrown
  }

  async function restoreAll(): Promise<void> {
    for (const key of [...lately.keys()]) await restore(key)
  }

  async function restore(key: string): Promise<void> {
    const stored = await storedIn(key)
    // Asked for only now: a newer write may have begun while the keyring was read, and must not be followed by this one.
    const wanted = lately.get(key)
    if (wanted === undefined || stored === wanted.value || stored === wanted.tried) return
    await (wanted.value === null ? documents.remove(key) : documents.write(key, wanted.value))
  }

  /** Undefined for what is there and cannot be read: the half of a write. */
  async function storedIn(key: string): Promise<string | null | undefined> {
    try {
      return await documents.read(key)
    } catch (thrown) {
      if (faultOf(thrown).code === 'vault_damaged') return undefined
      throw thrown
    }
  }

  return {
    /** Does a write, or with null a removal, and remembers it once it is done. */
    async remembering(key: string, value: string | null, write: () => Promise<void>): Promise<void> {
      const before = lately.get(key)
      lately.delete(key)
      try {
        await write()
      } catch (thrown) {
        if (before) lately.set(key, { ...before, tried: value })
        return lookOnceOpen(thrown)
      }
      before?.forget()
      lately.set(key, { value, tried: undefined, forget: after(LATELY_MS, () => lately.delete(key)) })
    },
    /** What the keyring has, or what it should have where it may have lost it. */
    async read(key: string): Promise<string | null> {
      const knew = looking !== null
      if (knew && lately.has(key)) await restore(key)
      const found = await documents.read(key).catch(lookOnceOpen)
      // Only this very reading may have shown that the keyring was started anew, and have found what was there before.
      if (knew || looking === null || !lately.has(key)) return found
      await restore(key)
      return documents.read(key)
    },
    /** The keyring was started anew: what it had taken and not put away is gone. */
    lookSoon(): void {
      if (lately.size > 0) look(FIRST_LOOK_MS)
    },
    stop(): void {
      looking?.()
      looking = null
      for (const { forget } of lately.values()) forget()
      lately.clear()
    },
  }
}
