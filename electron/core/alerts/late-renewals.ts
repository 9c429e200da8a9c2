import type { Cause, Concern } from '../../../shared/alerts/cause.ts'
import type { Standing } from '../../../shared/connections/standing.ts'

/** A server that is away for so long has left programs without a token for more than a moment. */
const LATE_MS = 900_000

type LateCandidate = Standing & { readonly id: string; readonly concern: Concern; readonly told: string | undefined }

/** Since when each has had no token that counts, while its renewals fail. */
export type LateRenewals = ReturnType<typeof createLateRenewals>

/**
 * Trouble that passes by itself is not told, unless the token has ended meanwhile: then programs have none. It is told
 * once, whatever the next try says, until all is well again. By the monotonic clock, which stands still while the machine
 * sleeps: a laptop that is opened in the morning is no news.
 */
export function createLateRenewals(now: () => number) {
  const since = new Map<string, number>()
  return {
    /** What would be told of it, with what comes about by lasting. `now` by a clock that nobody sets. */
    concern({ id, state, fault, concern, told }: LateCandidate): Concern {
      if (concern !== 'hold') since.delete(id)
      if (concern !== 'hold' || state !== 'expired' || fault === null) return concern
      const began = since.get(id) ?? now()
      since.set(id, began)
      if (now() - began < LATE_MS || told?.startsWith(NEEDS_PERSON) === true) return concern
      return { event: NEEDS_PERSON, fault: fault.code, days: null }
    },
    /** Of those that are not here any more nothing is remembered. */
    keepOnly(isHere: (id: string) => boolean): void {
      for (const id of since.keys()) if (!isHere(id)) since.delete(id)
    },
  }
}

const NEEDS_PERSON = 'needs_person' satisfies Cause['event']
