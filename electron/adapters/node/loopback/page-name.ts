import { lookup } from 'node:dns/promises'
import type { Random } from '../../../core/ports.ts'
import { BOTH_ADDRESSES } from './loopback-address.ts'

/** The fallback host: an origin that other servers may have had before. */
export const NUMERIC_HOST = '127.0.0.1' as const

type Resolution = {
  readonly platform?: NodeJS.Platform
  /** Resolves a name by this computer's resolver. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
}

/**
 * The host name of the page for this run (docs/decisions.md 23): new at each start, so that no earlier server at this port
 * can have left a service worker, a cached script or stored data for its origin. Browsers resolve every name below
 * `localhost` to this computer by themselves; Safari asks the system, so on macOS the system must resolve it.
 */
export async function pageName(random: Random, resolution: Resolution = {}): Promise<string> {
  const { platform = process.platform, resolve = resolveByLookup } = resolution
  const name = `${random.hex(16)}.localhost`
  if (platform !== 'darwin') return name
  const addresses = await resolve(name).catch(() => [])
  const isLoopback = addresses.length > 0 && addresses.every((address) => LOOPBACK.includes(address))
  return isLoopback ? name : NUMERIC_HOST
}

const LOOPBACK: readonly string[] = BOTH_ADDRESSES

async function resolveByLookup(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address)
}
