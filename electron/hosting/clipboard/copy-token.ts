import { z } from 'zod'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { raise } from '../../../shared/fault.ts'
import type { Cancel, Clock } from '../../core/ports.ts'
import type { Answer } from '../../doors/consent.ts'

/** The system's clipboard, as far as a secret needs it. */
export type SecretClipboard = {
  /** Puts the secret there, with the platform's mark for what no clipboard history may keep. */
  put(secret: string): Promise<void>
  readText(): Promise<string>
  clear(): void | Promise<void>
}

/** Long enough to paste it, short enough not to be pasted by mistake an hour later (docs/decisions.md 13). */
const CLEAR_AFTER_MS = 60_000

const REFUSED = { call: 'host.copyToken', why: 'copy' } as const

const inputSchema = z.strictObject({ name: z.string().regex(NAME_PATTERN), handle: z.string().max(64).optional() })

/** A connection's name, and the handle of one of its server's access tokens whose ID is copied instead. */
export type Copied = z.infer<typeof inputSchema>

/**
 * What was copied is cleared after a minute, or when the program quits, if it is still there. `mayCopy` asks a person outside
 * of the page first, where a page's key alone must not be enough: a browser may let its pages read the clipboard.
 */
export function createCopyToken(
  bridge: Bridge,
  clipboard: SecretClipboard,
  clock: Pick<Clock, 'after'>,
  mayCopy: (what: Copied) => Promise<Answer> = async () => true,
) {
  let cancel: Cancel = () => {}
  /** Copied since the last clear: after a failed copy an earlier secret is still there. */
  const copied = new Set<string>()

  /** Clears at once, for quitting. */
  async function clear(): Promise<void> {
    cancel()
    const secrets = new Set(copied)
    copied.clear()
    if (secrets.size === 0) return
    // Leave alone what the person has copied since, and a clipboard that cannot be read.
    const there = await clipboard.readText().catch(() => null)
    if (there !== null && secrets.has(there)) await clipboard.clear()
  }

  return {
    /**
     * Puts a valid token on the clipboard, or the ID that a handle of an access token stands for: past the page, which never
     * sees it. Gives nothing back. Raises bad_shape, call_refused {asked}, and what call and clipboard raise.
     */
    async copy(input: unknown): Promise<object> {
      const read = inputSchema.safeParse(input)
      if (!read.success) raise('bad_shape', { where: 'host.copyToken' })
      const answer = await mayCopy(read.data)
      if (answer !== true) raise('call_refused', answer === 'nobody' ? { ...REFUSED, asked: answer } : REFUSED)
      const { name, handle } = read.data
      const secret =
        handle === undefined
          ? (await bridge.call('connections.token', { name })).token
          : (await bridge.call('crafter.id', { name, handle })).id
      copied.add(secret)
      try {
        await clipboard.put(secret)
      } finally {
        // The earlier secret's minute may have ended during this put.
        copied.add(secret)
        cancel()
        cancel = clock.after(CLEAR_AFTER_MS, () => void clear())
      }
      return {}
    },
    clear,
  }
}
