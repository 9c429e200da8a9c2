import type { Network } from '../../../shared/connections/network.ts'

/** What Chromium answers with for an address: `PROXY host:port; DIRECT`, as in a proxy auto-configuration file. */
export type ResolveProxy = (url: string) => Promise<string>

/** The first that can be spoken to as a proxy for HTTP; an empty address where it goes straight there. */
export async function systemProxy(resolve: ResolveProxy, url: string): Promise<NonNullable<Network['proxy']>> {
  const [first = ''] = (await told(resolve, url)).split(';')
  const [, kind = '', host = ''] = /^\s*(PROXY|HTTPS)\s+(\S+)\s*$/i.exec(first) ?? []
  const scheme = kind.toUpperCase() === 'HTTPS' ? 'https' : 'http'
  return { url: host === '' ? '' : `${scheme}://${host}`, user: '', password: null, except: '' }
}

/** A call must not fail because nobody could tell its proxy. */
async function told(resolve: ResolveProxy, url: string): Promise<string> {
  try {
    return await resolve(url)
  } catch {
    return 'DIRECT'
  }
}
