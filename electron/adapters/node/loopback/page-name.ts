import { lookup } from 'node:dns/promises'
import type { Random } from '../../../core/ports.ts'
import { BOTH_ADDRESSES } from './loopback-address.ts'

/** What a browser finds under its numbers alone, and keeps from one server to the next. */
export const NUMERIC_HOST = '127.0.0.1' as const

type Place = {
  readonly platform?: NodeJS.Platform
  /** The addresses that this computer's resolver knows for a name. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
}

/**
 * The host name of the page for this run (docs/decisions.md 23): new at each start, so that no server that once held
 * the port can have left a service worker, a script in the cache or a stored word for its origin. Browsers lead every
 * name below `localhost` to this computer by themselves; on macOS Safari asks the system, so there the system must know
 * them.
 */
export async function pageName(random: Random, place: Place = {}): Promise<string> {
  const { platform = process.platform, resolve = resolved } = place
  const name = `${random.hex(16)}.localhost`
  if (platform !== 'darwin') return name
  const addresses = await resolve(name).catch(() => [])
  const leadsHere = addresses.length > 0 && addresses.every((address) => KNOWN.includes(address))
  return leadsHere ? name : NUMERIC_HOST
}

const KNOWN: readonly string[] = BOTH_ADDRESSES

async function resolved(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address)
}
