import type { Clipboard as SystemClipboard } from 'electron'
import { z } from 'zod'
import type { Bridge } from '../../shared/contract.ts'
import { NAME_PATTERN } from '../../shared/domain/connection.ts'
import { raise } from '../../shared/fault.ts'
import type { Cancel, Clock } from '../core/ports.ts'

type Clipboard = Pick<SystemClipboard, 'writeText' | 'readText' | 'clear'>

/** Long enough to paste it, short enough not to be pasted by mistake an hour later (design decision 13). */
const CLEAR_AFTER_MS = 60_000

const inputSchema = z.strictObject({ name: z.string().regex(NAME_PATTERN), handle: z.string().max(64).optional() })

/**
 * Puts a valid token on the clipboard, or the ID that a handle of an access token stands for: past the page, which
 * never sees it. Clears it again if it is still there. Gives nothing back. Raises bad_shape and what the call raises.
 */
export function createCopyToken(bridge: Bridge, clipboard: Clipboard, clock: Pick<Clock, 'after'>) {
  let cancel: Cancel = () => {}
  return async (input: unknown): Promise<object> => {
    const read = inputSchema.safeParse(input)
    if (!read.success) raise('bad_shape', { where: 'host.copyToken' })
    const { name, handle } = read.data
    const secret =
      handle === undefined
        ? (await bridge.call('connections.token', { name })).token
        : (await bridge.call('crafter.id', { name, handle })).id
    cancel()
    await clipboard.writeText(secret)
    cancel = clearLater(secret, clipboard, clock)
    return {}
  }
}

/** Timers of a port stay under 30 s, so this waits twice. */
function clearLater(token: string, clipboard: Clipboard, clock: Pick<Clock, 'after'>): Cancel {
  let cancel = clock.after(CLEAR_AFTER_MS / 2, () => {
    cancel = clock.after(CLEAR_AFTER_MS / 2, () => {
      void clearIfSame(token, clipboard)
    })
  })
  return () => cancel()
}

/** What a person has copied since is theirs. A clipboard that cannot be read is left alone. */
async function clearIfSame(token: string, clipboard: Clipboard): Promise<void> {
  const text = await clipboard.readText().catch(() => null)
  if (text === token) clipboard.clear()
}
