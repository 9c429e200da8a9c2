import { proxyAddress } from './proxy-choice.ts'

const PROXY_VARIABLES = {
  httpsProxy: 'HTTPS_PROXY',
  httpProxy: 'HTTP_PROXY',
  allProxy: 'ALL_PROXY',
  noProxy: 'NO_PROXY',
}

/** The variables that steer calls, by fact. A proxy's address may hold a password: only its host and port are named. */
export function proxyFacts(env: NodeJS.ProcessEnv): Record<string, string> {
  const found = Object.entries(PROXY_VARIABLES).flatMap(([fact, name]) => {
    const value = env[name.toLowerCase()] || env[name]
    return value ? [[fact, fact === 'noProxy' ? withoutUsers(value) : withoutCredentials(value)] as const] : []
  })
  return Object.fromEntries(found)
}

/** The first proxy that `env` names and that the facts of another environment do not; null when there is none. */
export function proxyMissingIn(facts: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): string | null {
  const { noProxy: _exceptions, ...here } = proxyFacts(env)
  const missing = Object.entries(here).find(([fact, value]) => facts[fact] !== value)
  const [fact] = missing ?? []
  return Object.entries(PROXY_VARIABLES).find(([name]) => name === fact)?.[1] ?? null
}

function withoutCredentials(address: string): string {
  const { scheme, host } = proxyAddress(address)
  const url = URL.parse(`${scheme}${host}`)
  return url === null ? '?' : `${url.protocol}//${url.host}`
}

/** Whoever copies an exception from an address may bring its user along. */
function withoutUsers(list: string): string {
  return list
    .split(/([\s,;|"']+)/)
    .map((part) => part.slice(part.lastIndexOf('@') + 1))
    .join('')
}
