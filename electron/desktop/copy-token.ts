import type { Clipboard as SystemClipboard } from 'electron'
import type { Bridge } from '../../shared/contract.ts'
import { NAME_PATTERN } from '../../shared/domain/connection.ts'
import { raise } from '../../shared/fault.ts'
import type { Cancel, Clock } from '../core/ports.ts'

type Clipboard = Pick<SystemClipboard, 'writeText' | 'readText' | 'clear'>

/** Long enough to paste it, short enough not to be pasted by mistake an hour later (design decision 13). */
const CLEAR_AFTER_MS = 60_000

/**
 * Puts a valid token on the clipboard, past the page, which never sees it, and clears it again if it is still there.
 * Gives nothing back. Raises bad_shape and what a token request raises.
 */
export function createCopyToken(bridge: Bridge, clipboard: Clipboard, clock: Pick<Clock, 'after'>) {
  let cancel: Cancel = () => {}
  return async (input: unknown): Promise<object> => {
    const name = typeof input === 'object' && input !== null && 'name' in input ? input.name : null
    if (typeof name !== 'string' || !NAME_PATTERN.test(name)) raise('bad_shape', { where: 'host.copyToken.name' })
    const { token } = await bridge.call('connections.token', { name })
    cancel()
    await clipboard.writeText(token)
    cancel = clearLater(token, clipboard, clock)
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
