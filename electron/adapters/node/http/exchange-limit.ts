import type { HttpRequest } from '../../../../shared/http.ts'
import type { Clock } from '../../../core/ports.ts'

/** Time-out of a whole exchange, from looking up the name to the last byte of the reply (docs/decisions.md 15). */
const TIMEOUT_MS = 30_000
/** More than any answer of a token server. */
export const REPLY_LIMIT_BYTES = 1_048_576
/** How often it is checked whether bytes have come. */
const CHECK_EVERY_MS = 1_000

export class ReplyTooLarge extends Error {}

/** How long one exchange may go on. */
export type ExchangeLimit = ReturnType<typeof limitExchange>

/**
 * Ends an exchange at its time-out; where a request bounds the silence instead, also when no byte has come for so long.
 * Bytes are counted below HTTP where that can be done, so that a head which dribbles in is no silence.
 */
export function limitExchange(
  clock: Pick<Clock, 'after'>,
  { timeoutMs = TIMEOUT_MS, silenceMs }: Pick<HttpRequest, 'timeoutMs' | 'silenceMs'>,
) {
  const limit = new AbortController()
  let isTimedOut = false
  let bytes = (): number => 0
  let lastBytes = 0
  let elapsed = 0
  let quietSince = 0
  let cancel = next()

  function next(): () => void {
    const left = timeoutMs - elapsed
    const step = silenceMs === undefined ? left : Math.min(left, CHECK_EVERY_MS)
    return clock.after(step, () => {
      elapsed += step
      if (hasRunOut()) {
        isTimedOut = true
        limit.abort()
      } else cancel = next()
    })
  }

  function hasRunOut(): boolean {
    const now = bytes()
    if (now !== lastBytes) quietSince = elapsed
    lastBytes = now
    return elapsed >= timeoutMs || (silenceMs !== undefined && elapsed - quietSince >= silenceMs)
  }

  return {
    signal: limit.signal,
    isOver: (): boolean => isTimedOut,
    /** Counts the bytes that have come so far; the last one that was handed in is asked. */
    watch(count: () => number): void {
      bytes = count
    },
    end: (): void => cancel(),
  }
}
