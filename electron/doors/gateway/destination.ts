import { raise } from '../../../shared/fault.ts'
import { type GatewayBase, pathBelow } from './gateway-path.ts'

/** WebDAV methods with a second URL, in the Destination header (RFC 4918 section 10.3). */
const WITH_DESTINATION = ['COPY', 'MOVE']

/**
 * The Destination header for the server, under the same rules as the request's path: it must stay below the base URL.
 * Raises gateway_path_refused for a URL that is not of this connection, gateway_path_own.
 */
export function destinationHeader(
  { method, values, mount }: { readonly method: string; readonly values: readonly string[]; readonly mount: string },
  base: GatewayBase,
): string[] {
  if (!WITH_DESTINATION.includes(method)) return []
  const [value = ''] = values
  const there = URL.parse(value, mount)
  const { origin, pathname } = new URL(mount)
  const isOurs = there?.origin === origin && there.pathname.startsWith(`${pathname}/`) && there.search === ''
  if (!isOurs || values.length > 1) raise('gateway_path_refused')
  const below = pathBelow(base, there.pathname.slice(pathname.length))
  if ('fault' in below) raise(below.fault.code)
  return ['Destination', `${base.origin}${below.path}`]
}
