import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { withLearned } from '../../../shared/connections/connection.ts'
import { type Network, type NetworkChange, NO_NETWORK, networkView } from '../../../shared/connections/network.ts'
import { percentDecoded } from '../../../shared/encoding/percent.ts'
import { readAddress } from '../../../shared/entry/address.ts'
import { raise } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import { withoutDiscoveredTokenEndpoint } from '../../../shared/systems/discovered-addresses.ts'
import type { Learned } from '../../../shared/systems/system.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Certificates } from '../ports.ts'

export type NetworkContext = Pick<
  KeeperParts,
  'connections' | 'site' | 'certificates' | 'journalWriter' | 'open' | 'read' | 'changed'
>

/** How calls travel: proxy, authorities and a certificate of our own, for one connection or for all of them. */
export function networkCalls(context: NetworkContext) {
  const { connections, site, certificates, journalWriter } = context

  async function present(name: string | undefined): Promise<Network | null> {
    if (name !== undefined) return (await context.read(name)).connection?.network ?? null
    await context.open()
    return site.network(connections.network())
  }

  return {
    'network.get': async ({ name }) => ({ network: networkView(await present(name)) }),
    'network.set': async ({ name, change }) => {
      const next = (before: Network | null) => changed(before ?? NO_NETWORK, change, certificates)
      if (name === undefined) {
        await context.open()
        site.assertOwnNetwork()
        await connections.setNetwork(next)
        journalWriter.note({ event: 'network_set' })
        return { network: networkView(connections.network()) }
      }
      const record = await context.read(name)
      await connections.update(record, (current) => ({
        ...current,
        network: next(current.network),
        learned: change.client === undefined ? current.learned : withAddressesUntold(current.learned),
      }))
      // What failed on the way it had may go well on this one.
      record.cleared()
      journalWriter.note({ event: 'network_set', connection: record.name })
      context.changed(record)
      return { network: networkView(record.connection?.network ?? null) }
    },
  } satisfies Partial<Handlers>
}

/** A server may want to see a certificate at other addresses (RFC 8705 section 5), so that its issuer is asked again. */
function withAddressesUntold(learned: Learned): Learned {
  return withLearned(learned, withoutDiscoveredTokenEndpoint(learned))
}

/** Null once nothing is set any more. Raises invalid_proxy and what the certificates raise. */
function changed(before: Network, change: NetworkChange, certificates: Certificates): Network | null {
  const next: Network = {
    proxy: change.proxy === undefined ? before.proxy : proxyFrom(change.proxy, before.proxy),
    authorities:
      change.authorities === undefined ? before.authorities : authoritiesFrom(change.authorities, certificates),
    client: change.client === undefined ? before.client : clientFrom(change.client, certificates),
  }
  return Object.values(next).every((part) => part === null) ? null : next
}

/** `http://user:password@host:port`; a password apart from it comes before the one in it. An empty address: none at all. */
function proxyFrom(typed: NetworkChange['proxy'], before: Network['proxy']): Network['proxy'] {
  if (typed == null) return null
  const { url, password, except } = typed
  if (url === '') return { url: '', user: '', password: null, except: '' }
  const [, scheme = 'http', typedUser = '', typedPassword = '', rest = ''] = PROXY.exec(url.trim()) ?? []
  const address = readAddress(`${scheme}://${rest}`)
  if (address === null || address.path !== '') raise('invalid_proxy')
  const user = percentDecoded(typedUser)
  const secret = password ?? percentDecoded(typedPassword)
  return {
    url: `${address.scheme}://${address.host}`,
    user,
    password: user === '' || secret === '' ? null : new Secret(secret),
    except: except ?? before?.except ?? '',
  }
}

/** Scheme (http where none is typed), user, password, and the rest. */
const PROXY = /^(?:([a-z0-9]+):\/\/)?(?:([^:@/]*)(?::([^@/]*))?@)?(.*)$/i

function authoritiesFrom(pem: string | null, certificates: Certificates): Network['authorities'] {
  return pem === null ? null : certificates.authorities(pem)
}

/** A certificate of our own, tried before it is kept. Raises what the certificates raise. */
export function clientFrom(typed: NetworkChange['client'], certificates: Certificates): Network['client'] {
  if (typed == null) return null
  const { form, certificate, key, passphrase } = typed
  const parts = {
    form,
    certificate: new Secret(certificate),
    key: key === undefined ? null : new Secret(key),
    passphrase: passphrase === undefined || passphrase === '' ? null : new Secret(passphrase),
  }
  return { ...parts, ...certificates.client(parts) }
}
