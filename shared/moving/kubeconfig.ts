import { type Fault, fault, raise } from '../fault.ts'
import { systemNamed } from '../systems/registry.ts'
import type { ImportedEntry } from './loose-entry.ts'

/**
 * Users of a kubeconfig (as JSON) who sign in by OpenID Connect: by an exec plugin that takes `--oidc-...` words, or by
 * the older auth-provider. Others (certificates, a cloud's own login) have no token request that could be repeated here.
 */
type Reading = { readonly entries: readonly ImportedEntry[]; readonly leftOut: readonly Fault[] }
type Fields = Readonly<Record<string, unknown>>

/** Null when it is no kubeconfig. Raises import_unknown when none of its users maps. */
export function readKubeconfig(raw: unknown): Reading | null {
  if (!isFields(raw) || raw['kind'] !== 'Config' || !Array.isArray(raw['users'])) return null
  const users = named(raw['users'])
  const entries = users.map((user) => entryOf(user, raw)).filter((entry) => entry !== null)
  if (entries.length === 0) raise('import_unknown')
  const others = users.length - entries.length
  return { entries, leftOut: others === 0 ? [] : [fault('import_users_left', { count: others })] }
}

function entryOf(user: Fields, config: Fields): ImportedEntry | null {
  const login = isFields(user['user']) ? (execLogin(user['user']) ?? providerLogin(user['user'])) : null
  if (login === null) return null
  const { issuer, clientId, clientSecret, refreshToken, scope } = login
  return {
    system: 'oauth2',
    settings: {
      ...serverFor(String(user['name'] ?? ''), config),
      clientId,
      ...(scope === '' ? {} : { scope }),
      ...whereToAsk(issuer),
    },
    secrets: {
      ...(clientSecret === '' ? {} : { clientSecret }),
      ...(refreshToken === '' ? {} : { refreshToken }),
    },
  }
}

/** By the issuer, where that can be found out from; Keycloak's realms have their token endpoint at a known place. */
function whereToAsk(issuer: string): Record<string, unknown> {
  if (systemNamed('oauth2')?.settings.some(({ name }) => name === 'issuer') === true) return { issuer }
  return /\/realms\/[^/]+\/?$/.test(issuer)
    ? { endpoints: { token: `${issuer.replace(/\/$/, '')}/protocol/openid-connect/token` } }
    : {}
}

type Login = Readonly<Record<'issuer' | 'clientId' | 'clientSecret' | 'refreshToken' | 'scope', string>>

function execLogin(user: Fields): Login | null {
  const exec = user['exec']
  if (!isFields(exec) || !Array.isArray(exec['args'])) return null
  const words = exec['args'].filter((word) => typeof word === 'string')
  const issuer = optionIn(words, 'oidc-issuer-url')[0]
  if (issuer === undefined) return null
  return {
    issuer,
    clientId: optionIn(words, 'oidc-client-id')[0] ?? '',
    clientSecret: optionIn(words, 'oidc-client-secret')[0] ?? '',
    refreshToken: '',
    scope: ['openid', ...optionIn(words, 'oidc-extra-scope').flatMap((text) => text.split(','))].join(' '),
  }
}

/** `--name=value` or `--name value`, as often as it is there. */
function optionIn(words: readonly string[], name: string): string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)]
    return word === `--${name}` ? [words[index + 1] ?? ''] : []
  })
}

function providerLogin(user: Fields): Login | null {
  const provider = user['auth-provider']
  if (!isFields(provider) || provider['name'] !== 'oidc' || !isFields(provider['config'])) return null
  const { config } = provider
  const text = (name: string): string => (typeof config[name] === 'string' ? config[name] : '')
  return {
    issuer: text('idp-issuer-url'),
    clientId: text('client-id'),
    clientSecret: text('client-secret'),
    refreshToken: text('refresh-token'),
    scope: text('extra-scopes').replaceAll(',', ' '),
  }
}

/** The address of the cluster that some context joins with this user; nothing stands in for one that is not there. */
function serverFor(user: string, config: Fields): { readonly baseUrl?: string } {
  const context = named(config['contexts']).find(
    (each) => isFields(each['context']) && each['context']['user'] === user,
  )
  const cluster = isFields(context?.['context']) ? context['context']['cluster'] : null
  const entry = named(config['clusters']).find((each) => each['name'] === cluster)
  const server = isFields(entry?.['cluster']) ? entry['cluster']['server'] : null
  return typeof server === 'string' ? { baseUrl: server } : {}
}

function named(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isFields) : []
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
