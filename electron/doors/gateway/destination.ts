import { raise } from '../../../shared/fault.ts'
import { type GatewayBase, pathBelow } from './gateway-path.ts'

/** Methods of WebDAV that have a second address, in a header (RFC 4918 section 10.3). */
const WITH_DESTINATION = ['COPY', 'MOVE']

/**
 * That address as the server gets it, judged as the first one is: a copy may neither come from outside of the base URL nor end
 * there. Raises gateway_path_refused for what is no address of this connection's, gateway_path_own.
 */
export function destinationThere(
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
