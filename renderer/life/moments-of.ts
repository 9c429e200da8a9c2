import type { ConnectionView } from '../../shared/connections/view.ts'
import { momentOf } from '../../shared/time/instant.ts'

/** The moments of a view, UTC ms; null where there is none. */
export type Moments = Readonly<
  Record<'issuedAt' | 'expiresAt' | 'refreshAt' | 'refreshExpiresAt' | 'lastAt', number | null>
>

const known = new WeakMap<object, Moments>()

/** Read once for each view, whatever counts and orders ten thousand of them: a view never changes, another takes its place. */
export function momentsOf(view: ConnectionView): Moments {
  const made = known.get(view)
  if (made !== undefined) return made
  const moments: Moments = {
    issuedAt: momentOf(view.issuedAt),
    expiresAt: momentOf(view.expiresAt),
    refreshAt: momentOf(view.refreshAt),
    refreshExpiresAt: momentOf(view.refreshExpiresAt),
    lastAt: momentOf(view.lastRefresh?.at ?? null),
  }
  known.set(view, moments)
  return moments
}
