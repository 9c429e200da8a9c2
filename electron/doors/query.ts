import { closestMatch } from '../../shared/entry/closest-match.ts'
import { type Fault, fault } from '../../shared/fault.ts'

type Query = Readonly<Record<string, string>>

/**
 * The parameters of an address that reads these. Each other one is refused: a typing mistake in `resource` that nobody
 * noticed would bring a token for more than was asked. So is one that stands twice, since one of the two would be left
 * out. unknown_parameter {parameter, known, nearest}, bad_shape {where}.
 */
export function readQuery(
  url: string,
  known: readonly string[],
  call = '',
): { readonly query: Query } | { readonly fault: Fault } {
  const at = url.indexOf('?')
  if (at === -1) return NOTHING
  const query = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    if (!known.includes(name)) return { fault: unknown(name, known) }
    if (query.has(name)) return { fault: fault('bad_shape', { where: `${call}.${name}` }) }
    query.set(name, value)
  }
  return { query: Object.fromEntries(query) }
}

const NOTHING = { query: {} }

/** A name from outside goes into a sentence only where it looks like one. */
function unknown(name: string, known: readonly string[]): Fault {
  const meant = closestMatch(name, known)
  return fault('unknown_parameter', {
    ...(/^[A-Za-z][A-Za-z0-9_.-]{0,31}$/.test(name) ? { parameter: name } : {}),
    ...(known.length === 0 ? {} : { known: known.join(', ') }),
    ...(meant === null ? {} : { nearest: meant, why: 'nearest' }),
  })
}
