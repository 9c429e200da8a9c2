import { isRecord } from '../encoding/record.ts'
import { plainWord } from '../entry/plain-word.ts'
import { type Fault, fault, raise } from '../fault.ts'
import type { ImportedEntry } from './entry-from-labels.ts'
import { execLogin, type Login } from './kubelogin.ts'

/**
 * Users of a kubeconfig (as JSON) who sign in by OpenID Connect: by an exec plugin (kubelogin.ts) or by the older
 * auth-provider. Others (certificates, a cloud's own login) have no token request that Everbearer could make.
 */
type Reading = { readonly entries: readonly ImportedEntry[]; readonly leftOut: readonly Fault[] }
type Fields = Readonly<Record<string, unknown>>

/** Null when it is no kubeconfig. Raises import_unknown when none of its users maps, or import_grant_left where that is why. */
export function readKubeconfig(raw: unknown): Reading | null {
  if (!isRecord(raw) || raw['kind'] !== 'Config' || !Array.isArray(raw['users'])) return null
  const users = recordsIn(raw['users'])
  const logins = users.map((user) => ({ user: String(user['name'] ?? ''), login: loginOf(user) }))
  const entries = logins.flatMap(({ user, login }) =>
    login === null || 'refused' in login ? [] : [entryOf(user, login, raw)],
  )
  const remarks = logins.flatMap(({ login }) =>
    login === null ? [] : 'refused' in login ? [login.refused] : login.leftOut,
  )
  const [first] = remarks
  if (entries.length === 0) raise(first?.code ?? 'import_unknown', first?.params)
  const others = logins.filter(({ login }) => login === null).length
  return { entries, leftOut: [...remarks, ...(others === 0 ? [] : [fault('import_users_left', { count: others })])] }
}

function entryOf(
  user: string,
  { settings, secrets }: Exclude<Login, { refused: Fault }>,
  config: Fields,
): ImportedEntry {
  return { system: 'oauth2', settings: { ...serverFor(user, config), ...settings }, secrets }
}

function loginOf(each: Fields): Login | null {
  const { name, user } = each
  if (!isRecord(user)) return null
  const exec = user['exec']
  const args =
    isRecord(exec) && Array.isArray(exec['args']) ? exec['args'].filter((word) => typeof word === 'string') : []
  return execLogin(plainWord(String(name ?? '')), args) ?? providerLogin(user)
}

/** The tokens that kubectl itself kept and renewed. The API server knows the ID token alone. */
function providerLogin(user: Fields): Login | null {
  const provider = user['auth-provider']
  if (!isRecord(provider) || provider['name'] !== 'oidc' || !isRecord(provider['config'])) return null
  const { config } = provider
  const text = (name: string): string => (typeof config[name] === 'string' ? config[name] : '')
  const scope = text('extra-scopes').replaceAll(',', ' ')
  const secrets = { clientSecret: text('client-secret'), refreshToken: text('refresh-token') }
  return {
    settings: {
      clientId: text('client-id'),
      issuer: text('idp-issuer-url'),
      ...(scope === '' ? {} : { scope }),
      handOut: 'id',
    },
    secrets: Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== '')),
    leftOut: [],
  }
}

/**
 * The address of the cluster that a context pairs with this user, the current context first; empty when there is none.
 */
function serverFor(user: string, config: Fields): { readonly baseUrl?: string } {
  const contexts = recordsIn(config['contexts']).filter(
    (each) => isRecord(each['context']) && each['context']['user'] === user,
  )
  const context = contexts.find((each) => each['name'] === config['current-context']) ?? contexts[0]
  const cluster = isRecord(context?.['context']) ? context['context']['cluster'] : null
  const entry = recordsIn(config['clusters']).find((each) => each['name'] === cluster)
  const server = isRecord(entry?.['cluster']) ? entry['cluster']['server'] : null
  return typeof server === 'string' ? { baseUrl: server } : {}
}

function recordsIn(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}
