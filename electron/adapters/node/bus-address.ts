import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where the session bus listens, by the rules that the keychain's own library follows (libdbus: DBUS_SESSION_BUS_ADDRESS,
 * else `bus` in XDG_RUNTIME_DIR): a socket path; null when there is no bus; 'other' when it is not a plain Unix socket.
 * An abstract socket's path begins with a zero character, as Node wants it.
 */
export function sessionBusPath(env: NodeJS.ProcessEnv): string | null | 'other' {
  const address = env.DBUS_SESSION_BUS_ADDRESS
  const fallback = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, 'bus') : null
  if (!address) return fallback !== null && existsSync(fallback) ? fallback : null
  const paths = address.split(';').map((one) => unixPath(one, fallback))
  return paths.find((path) => path !== null) ?? 'other'
}

/** `unix:path=/run/user/1000/bus,guid=…`; values are percent-encoded. */
function unixPath(address: string, fallback: string | null): string | null {
  if (!address.startsWith('unix:')) return null
  const pairs = address.slice('unix:'.length).split(',')
  const values = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), unescaped(pair)]))
  const abstract = values.get('abstract')
  if (abstract !== undefined) return `\0${abstract}`
  return values.get('path') ?? (values.get('runtime') === 'yes' ? fallback : null)
}

function unescaped(pair: string): string {
  const value = pair.slice(pair.indexOf('=') + 1)
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
