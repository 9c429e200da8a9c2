import type { ConnectionView } from '../../../shared/connections/view.ts'
import { momentsOf } from '../../life/moments-of.ts'

/**
 * What the list needs of a view at every search and sort, made when it is first wanted and once for each: a view never
 * changes, another takes its place.
 */

const LONGEST_NAME = 63

/** All that a search looks through, in small letters. */
export const searchedText = once(({ name, system, clientId, baseUrl, tags, note }) =>
  [name, system, clientId, baseUrl, ...tags, note].join('\n').toLowerCase(),
)

/** Its name with all numbers of one length, so that 9 stands before 10. */
export const sortedName = once(({ name }) => name.replace(/\d+/g, (digits) => digits.padStart(LONGEST_NAME, '0')))

export function endOf(view: ConnectionView): number {
  return momentsOf(view).expiresAt ?? Number.POSITIVE_INFINITY
}

export function lastOf(view: ConnectionView): number {
  return momentsOf(view).lastAt ?? Number.NEGATIVE_INFINITY
}

function once(make: (view: ConnectionView) => string): (view: ConnectionView) => string {
  const known = new WeakMap<ConnectionView, string>()
  return (view) => {
    const before = known.get(view)
    if (before !== undefined) return before
    const made = make(view)
    known.set(view, made)
    return made
  }
}
