/** What somebody who has got hold of a page's key finds behind it: one connection of each kind, with all its secrets. */
import type { SecretName } from '../../../shared/systems/system.ts'
import { type PageRig, startPageRig } from './page-rig.ts'

export const EVIL = 'https://evil.example'

export const SECRETS: Readonly<Record<SecretName, string>> = {
  accessToken: 'a-stored-access-token-of-the-ward',
  refreshToken: 'a-stored-refresh-token-of-the-ward',
  clientToken: 'a-stored-client-token-of-the-ward',
  clientSecret: 'a-stored-client-secret-of-the-ward',
  privateKey: '{"kty":"EC","d":"a-stored-key"}',
}

/** One connection of each kind, with all the secrets that it can have. */
export const CONNECTIONS: readonly { system: string; settings: object; secrets: readonly SecretName[] }[] = [
  { system: 'draw', settings: { clientId: 'A' }, secrets: ['accessToken', 'refreshToken'] },
  { system: 'osais', settings: {}, secrets: ['clientToken', 'clientSecret'] },
  { system: 'runai', settings: { clientId: 'c' }, secrets: ['clientSecret', 'accessToken'] },
  { system: 'crafter', settings: { tenant: 't' }, secrets: ['accessToken'] },
  {
    system: 'oauth2',
    settings: { clientId: 'c', endpoints: { token: '/token', introspection: '/introspect', proof: '/me' } },
    secrets: ['clientSecret', 'refreshToken', 'accessToken'],
  },
]

/** A server that is glad of whatever it gets. */
export const GREEDY = {
  access_token: 'a',
  refresh_token: 'r',
  expires_in: 60,
  data: { authToken: 'a', duration: 60 },
  issuer: EVIL,
  token_endpoint: `${EVIL}/token`,
}

/** A page's door with that connection behind it, as `ward`. */
export async function startAttack({ system, settings, secrets }: (typeof CONNECTIONS)[number]): Promise<PageRig> {
  const rig = await startPageRig()
  rig.ports.http.otherwise(({ url }) => (url.startsWith(EVIL) ? { json: GREEDY } : { status: 503 }))
  await rig.keeper.handlers['connections.add']({
    entry: {
      name: 'ward',
      system,
      settings: { baseUrl: 'https://own.example/', ...settings },
      secrets: Object.fromEntries(secrets.map((name) => [name, SECRETS[name]])),
    },
  })
  return rig
}

export const OWN_ORIGIN = 'https://own.example/'
