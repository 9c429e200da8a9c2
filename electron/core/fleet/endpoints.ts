import { isLoopback } from '../../../shared/entry/loopback.ts'
import { raise } from '../../../shared/fault.ts'

/** etcd's usual port, where none is named. */
const PORT = '2379'

/** Scheme, host, port: neither user nor path, which would be lost. */
const ENDPOINT = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?$/i

/**
 * The members' addresses as people write them, with commas between. Raises etcd_address {at: the host}: passwords and
 * documents go only through TLS, but for loopback (docs/decisions.md 15).
 */
export function readEndpoints(text: string): readonly string[] {
  const endpoints = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map(readEndpoint)
  return endpoints.length > 0 ? [...new Set(endpoints)] : raise('etcd_address', { why: 'none' })
}

function readEndpoint(text: string): string {
  const [, scheme = '', host = '', port = PORT] = ENDPOINT.exec(text) ?? []
  // What did not fit may hold a password, so it is not said again.
  if (host === '' || Number(port) > 65_535) raise('etcd_address')
  const endpoint = `${scheme}://${host}:${port}`.toLowerCase()
  if (scheme.toLowerCase() === 'http' && !isLoopback(endpoint)) raise('etcd_address', { at: host, why: 'plain' })
  return endpoint
}
