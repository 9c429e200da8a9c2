import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from 'node:dns'
import { BlockList, type LookupFunction } from 'node:net'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

const DEFAULT_ADDRESSES: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

type Ask = (
  host: string,
  options: LookupAllOptions,
  callback: (failure: Error | null, found: readonly LookupAddress[] | undefined) => void,
) => void

/**
 * Where a name below `localhost` leads: to this computer, whatever a name server says (RFC 6761 section 6.3). Plain http is
 * allowed there because nothing leaves the machine, and the system's own resolver asks the network for `draw.localhost`.
 * An address of this computer that the system knows for it (/etc/hosts) counts; else it is the usual ones.
 */
export function loopbackLookup(ask: Ask = lookup): LookupFunction {
  return (host: string, options: LookupOptions, callback) => {
    ask(host, { ...options, all: true }, (_failure, found = []) => {
      const here = found.filter(({ address, family }) => LOOPBACK.check(address, family === 6 ? 'ipv6' : 'ipv4'))
      const wanted = (here.length > 0 ? here : DEFAULT_ADDRESSES).filter(({ family }) =>
        isWanted(options.family, family),
      )
      const [first = DEFAULT_ADDRESSES[0]] = wanted
      if (options.all === true) callback(null, [...wanted])
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}

export const lookupLoopback = loopbackLookup()

/** The same as a promise. */
export function loopbackAddresses(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve) => {
    lookupLoopback(host, { all: true }, (_failure, found) => resolve(Array.isArray(found) ? found : []))
  })
}

function isWanted(asked: LookupOptions['family'], family: number): boolean {
  return asked === undefined || asked === 0 || asked === family || asked === `IPv${family}`
}
