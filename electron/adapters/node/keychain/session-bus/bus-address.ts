import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where the session bus may listen, by the rules of libdbus (DBUS_SESSION_BUS_ADDRESS, else `bus` in XDG_RUNTIME_DIR): socket
 * paths in the order in which to try them; 'other' when it is no plain Unix socket. The runtime folder's bus comes last: it is
 * the one that a later login session has, while our environment still names that of the first.
 * An abstract socket's path begins with a zero character, as Node wants it.
 */
export function sessionBusPaths(env: NodeJS.ProcessEnv): readonly string[] | 'other' {
  const address = env.DBUS_SESSION_BUS_ADDRESS
  const runtime = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, 'bus') : null
  const later = runtime !== null && existsSync(runtime) ? [runtime] : []
  if (!address) return later
  const named = address.split(';').flatMap((one) => unixPath(one, runtime) ?? [])
  return named.length === 0 ? 'other' : [...new Set([...named, ...later])]
}

/** `unix:path=/run/user/1000/bus,guid=…`; values are percent-encoded. */
function unixPath(address: string, fallback: string | null): string | null {
  if (!address.startsWith('unix:')) return null
  const pairs = address.slice('unix:'.length).split(',')
  const values = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeValue(pair)]))
  const abstract = values.get('abstract')
  if (abstract !== undefined) return `\0${abstract}`
  return values.get('path') ?? (values.get('runtime') === 'yes' ? fallback : null)
}

function unescapeValue(pair: string): string {
  const value = pair.slice(pair.indexOf('=') + 1)
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
