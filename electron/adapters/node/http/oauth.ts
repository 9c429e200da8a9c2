import type { EffectiveNetwork } from '../../../../shared/connections/network.ts'
import { isRecord } from '../../../../shared/encoding/record.ts'
import { readAddress, withoutQuery } from '../../../../shared/entry/address.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import type { HttpMethod, HttpOutcome } from '../../../../shared/http.ts'
import { Secret } from '../../../../shared/secret.ts'
import { ASSERTION_ALGORITHMS } from '../../../../shared/systems/assertion-algorithms.ts'
import { failureFault } from '../../../../shared/systems/reply-fault.ts'
import { reasonOf } from '../../../../shared/systems/server-reason.ts'
import type { Http } from '../../../core/ports.ts'
import type { CodeBegun, OAuth, ServerFacts } from '../../../core/requests/oauth.ts'
import { metadataOf } from './server-metadata.ts'
import { signingKey } from './signing-key.ts'

/** Loaded when somebody needs it: most commands never do. */
const library = () => import('oauth4webapi')
type Library = Awaited<ReturnType<typeof library>>

/** oauth4webapi over our own Http port (docs/decisions.md 16). Its errors end here: they carry what a server wrote. */
export function nodeOAuth(http: Http): OAuth {
  return {
    async discover(issuer, way) {
      const oauth = await library()
      const address = URL.parse(issuer) ?? raise('no_discovery')
      const metadata = await metadataOf(oauth, address, issuer, fetchOver(http, way))
      return factsOf({ ...metadata, ...aliasesFor(way, metadata['mtls_endpoint_aliases']) })
    },
    async beginCode({ url, clientId, parameters, issuer, issParameter }, redirectUri) {
      const oauth = await library()
      const verifier = oauth.generateRandomCodeVerifier()
      const state = oauth.generateRandomState()
      const isOpenId = (parameters['scope'] ?? '').split(' ').includes('openid')
      const nonce = isOpenId ? oauth.generateRandomNonce() : null
      const address = URL.parse(url) ?? raise('no_authorization_endpoint')
      const query = {
        ...parameters,
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(nonce === null ? {} : { nonce }),
      }
      for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
      // Some servers (Cognito) take a plus as it stands; every one reads this as a space.
      address.search = address.search.replaceAll('+', '%20')
      return { url: address.href, state, nonce, verifier: new Secret(verifier), issuer, issParameter, clientId }
    },
    async readCode(answer, begun) {
      const oauth = await library()
      const code = validateAnswer(oauth, new URL(answer), begun).get('code')
      return code ? new Secret(code) : raise('sign_in_forged')
    },
    async sign({ clientId, audience, key, algorithms }, at) {
      const { PrivateKeyJwt, modifyAssertion } = await library()
      const fields = new URLSearchParams()
      const { algorithm, ...signing } = await signingKey(key, algorithms)
      const sign = PrivateKeyJwt(signing, {
        [modifyAssertion]: (header: Record<string, unknown>, payload: Record<string, unknown>) => {
          const iat = Math.floor(at / 1_000)
          // The library knows the newer name of EdDSA alone (RFC 9864), and few servers do.
          header['alg'] = algorithm
          Object.assign(payload, { aud: audience, iat, nbf: iat, exp: iat + ASSERTION_LIFE_S })
        },
      })
      await sign({ issuer: audience }, { client_id: clientId }, fields, new Headers())
      return new Secret(fields.get('client_assertion') ?? raise('invalid_private_key'))
    },
  }
}

/** It is used at once; a longer life would only help whoever finds it (RFC 7523 section 3). */
const ASSERTION_LIFE_S = 60

/** The library's way out: a call without a reply becomes its fault, which the library passes on. */
function fetchOver(http: Http, way: EffectiveNetwork | null) {
  return async (
    url: string,
    { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown },
  ) => {
    const request = {
      method: method as HttpMethod,
      url,
      headers,
      ...(way === null ? {} : { way }),
      ...(body instanceof URLSearchParams ? { body: body.toString() } : {}),
    }
    let outcome = await http.send(request)
    const redirectTarget = redirectWithin(url, outcome)
    if (redirectTarget !== null) outcome = await http.send({ ...request, url: redirectTarget })
    if (outcome.kind === 'failure') throw new FaultError(failureFault(outcome))
    const hasNoBody = [101, 103, 204, 205, 304].includes(outcome.status)
    return new Response(hasNoBody ? null : outcome.body, { status: outcome.status, headers: { ...outcome.headers } })
  }
}

/**
 * Some servers (django-oauth-toolkit) redirect to the same address with a slash. One redirect is followed, within the
 * same origin alone, since the answer says where secrets are sent. Chromium does not tell where a redirect leads.
 */
function redirectWithin(url: string, outcome: HttpOutcome): string | null {
  const isRedirect =
    outcome.kind === 'reply' ? REDIRECTS.includes(outcome.status) : outcome.trouble === 'redirected' && outcome.sent
  if (!isRedirect) return null
  const location = outcome.kind === 'reply' ? outcome.headers['location'] : undefined
  const target = URL.parse(location ?? `${url}/`, url)
  return target !== null && target.origin === new URL(url).origin && target.href !== url ? target.href : null
}

const REDIRECTS = [301, 302, 307, 308]

/** Metadata names (RFC 8414 section 2) by ours. */
const ENDPOINTS = {
  token: 'token_endpoint',
  authorization: 'authorization_endpoint',
  device: 'device_authorization_endpoint',
  revocation: 'revocation_endpoint',
  introspection: 'introspection_endpoint',
} as const

/** Where a client with a certificate of its own comes, as far as they are addresses (RFC 8705 section 5). */
function aliasesFor(way: EffectiveNetwork | null, aliases: unknown): Readonly<Record<string, unknown>> {
  if (way?.owners.client !== 'connection' || !isRecord(aliases)) return {}
  const named = Object.values(ENDPOINTS).filter((name) => isAddress(aliases[name]))
  return Object.fromEntries(named.map((name) => [name, aliases[name]]))
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && readAddress(withoutQuery(value)) !== null
}

function factsOf(metadata: Readonly<Record<string, unknown>>): ServerFacts {
  const endpoints: Record<string, string> = {}
  const unreadable: Record<string, string> = {}
  for (const [name, theirs] of Object.entries(ENDPOINTS)) {
    const address = metadata[theirs]
    if (address === undefined || address === null || address === '') continue
    if (isAddress(address)) endpoints[name] = address
    else unreadable[name] = theirs
  }
  if (endpoints['token'] === undefined && unreadable['token'] === undefined) raise('no_discovery')
  const named = listIn(metadata['token_endpoint_auth_methods_supported'])
  const algorithms = listIn(metadata['token_endpoint_auth_signing_alg_values_supported'])
  return {
    endpoints,
    unreadable,
    assertionAlgorithms: ASSERTION_ALGORITHMS.filter((algorithm) => algorithms.includes(algorithm)),
    wantsSecretInBody: named.includes('client_secret_post') && !named.includes('client_secret_basic'),
    issParameter: metadata['authorization_response_iss_parameter_supported'] === true,
  }
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function validateAnswer(
  oauth: Library,
  answer: URL,
  { issuer, issParameter, clientId, state }: CodeBegun,
): URLSearchParams {
  // Without an issuer of ours, what the answer says of one cannot be held against anything.
  if (issuer === null) answer.searchParams.delete('iss')
  const server = { issuer: issuer ?? 'unknown', authorization_response_iss_parameter_supported: issParameter }
  try {
    return oauth.validateAuthResponse(server, { client_id: clientId }, answer, state)
  } catch (thrown) {
    if (!(thrown instanceof oauth.AuthorizationResponseError))
      throw new FaultError(fault('sign_in_forged'), { cause: thrown })
    // Of the code itself only such words as RFC 6749 section 4.1.2.1 knows.
    const error = /^[a-z_]{1,40}$/.test(thrown.error) ? { error: thrown.error } : {}
    const reason = reasonOf({ error_description: thrown.error_description }, [])
    throw new FaultError(fault('sign_in_denied', { ...error, ...(reason === null ? {} : { reason }) }))
  }
}
