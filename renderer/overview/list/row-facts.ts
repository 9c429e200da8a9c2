import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentsOf } from '../../life/moments-of.ts'

/** What searching and sorting need of a view, computed once for each: a view never changes, it is replaced. */

const LONGEST_NAME = 63

/** The text that a search looks through, in lower case. */
export const searchedText = memoizePerView(({ name, system, clientId, baseUrl, tags, note }) =>
  [name, system, clientId, baseUrl, ...tags, note].join('\n').toLowerCase(),
)

/** The name with its numbers padded, so that 9 comes before 10. */
export const sortedName = memoizePerView(({ name }) =>
  name.replace(/\d+/g, (digits) => digits.padStart(LONGEST_NAME, '0')),
)

export function endOf(view: ConnectionView): number {
  return momentsOf(view).expiresAt ?? Number.POSITIVE_INFINITY
}

export function lastOf(view: ConnectionView): number {
  return momentsOf(view).lastAt ?? Number.NEGATIVE_INFINITY
}

function memoizePerView(make: (view: ConnectionView) => string): (view: ConnectionView) => string {
  const known = new WeakMap<ConnectionView, string>()
  return (view) => {
    const before = known.get(view)
    if (before !== undefined) return before
    const text = make(view)
    known.set(view, text)
    return text
  }
}
