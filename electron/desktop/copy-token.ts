import { z } from 'zod'
import type { Bridge } from '../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { raise } from '../../shared/fault.ts'
import type { Cancel, Clock } from '../core/ports.ts'
import type { SecretClipboard } from './concealed-clipboard.ts'

/** Long enough to paste it, short enough not to be pasted by mistake an hour later (docs/decisions.md 13). */
const CLEAR_AFTER_MS = 60_000

const inputSchema = z.strictObject({ name: z.string().regex(NAME_PATTERN), handle: z.string().max(64).optional() })

type CopyToken = {
  /**
   * Puts a valid token on the clipboard, or the ID that a handle of an access token stands for: past the page, which never
   * sees it. Gives nothing back. Raises bad_shape and what the call raises.
   */
  copy(input: unknown): Promise<object>
  /** What is still there goes at once: for quitting, when nobody would be left to clear it. */
  clear(): Promise<void>
}

/** What was copied is cleared after a minute, or when the program quits, if it is still there. */
export function createCopyToken(bridge: Bridge, clipboard: SecretClipboard, clock: Pick<Clock, 'after'>): CopyToken {
  let cancel: Cancel = () => {}
  let copied: string | null = null

  async function clear(): Promise<void> {
    cancel()
    const secret = copied
    copied = null
    // What a person has copied since is theirs. A clipboard that cannot be read is left alone.
    if (secret !== null && (await clipboard.readText().catch(() => null)) === secret) clipboard.clear()
  }

  return {
    async copy(input) {
      const read = inputSchema.safeParse(input)
      if (!read.success) raise('bad_shape', { where: 'host.copyToken' })
      const { name, handle } = read.data
      const secret =
        handle === undefined
          ? (await bridge.call('connections.token', { name })).token
          : (await bridge.call('crafter.id', { name, handle })).id
      cancel()
      copied = secret
      await clipboard.put(secret)
      cancel = twice(clock, CLEAR_AFTER_MS / 2, () => void clear())
      return {}
    },
    clear,
  }
}

/** Timers of a port stay under 30 s, so this waits twice. */
function twice(clock: Pick<Clock, 'after'>, halfMs: number, then: () => void): Cancel {
  let cancel = clock.after(halfMs, () => {
    cancel = clock.after(halfMs, then)
  })
  return () => cancel()
}
