import { closestMatch } from '../../shared/entry/closest-match.ts'
import { type Fault, fault } from '../../shared/fault.ts'

type Query = Readonly<Record<string, string>>

/**
 * The query of a URL whose route accepts `known`. Any other parameter is refused: a typo in `resource` would otherwise bring
 * a token for more than was asked. A repeated parameter is refused too, since one value would be ignored.
 * unknown_parameter {parameter, known, nearest}, bad_shape {where}.
 */
export function readQuery(
  url: string,
  known: readonly string[],
  call = '',
): { readonly query: Query } | { readonly fault: Fault } {
  const at = url.indexOf('?')
  if (at === -1) return EMPTY_QUERY
  const query = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    if (!known.includes(name)) return { fault: unknownParameter(name, known) }
    if (query.has(name)) return { fault: fault('bad_shape', { where: `${call}.${name}` }) }
    query.set(name, value)
  }
  return { query: Object.fromEntries(query) }
}

const EMPTY_QUERY = { query: {} }

/** An unknown name goes into a message only where it looks like one. */
function unknownParameter(name: string, known: readonly string[]): Fault {
  const suggestion = closestMatch(name, known)
  return fault('unknown_parameter', {
    ...(/^[A-Za-z][A-Za-z0-9_.-]{0,31}$/.test(name) ? { parameter: name } : {}),
    ...(known.length === 0 ? {} : { known: known.join(', ') }),
    ...(suggestion === null ? {} : { nearest: suggestion, why: 'nearest' }),
  })
}
