import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { issuerMismatch } from '../../../../shared/systems/oauth2/issuer.ts'

type Library = typeof import('oauth4webapi')
type Fetch = (
  url: string,
  options: { method: string; headers: Record<string, string>; body?: unknown },
) => Promise<Response>
type Metadata = Readonly<Record<string, unknown>>

/**
 * What a server tells of itself. OpenID Connect's place first, since far more servers have it; then RFC 8414's, between host
 * and path; then behind the path, where some servers put it. Whatever answers at a place and is no such document (401 and
 * 403 of a gateway, a page for every address, the way to a sign-in) says nothing of the next one.
 */
export async function metadataOf(oauth: Library, address: URL, issuer: string, fetch: Fetch): Promise<Metadata> {
  const means = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true } as const
  const fetchBehindPath: Fetch = (url, options) =>
    fetch(url.replace(OPENID_PLACE, 'oauth-authorization-server'), options)
  const places = [
    () => oauth.discoveryRequest(address, { ...means, algorithm: 'oidc' }),
    () => oauth.discoveryRequest(address, { ...means, algorithm: 'oauth2' }),
    ...(address.pathname === '/'
      ? []
      : [() => oauth.discoveryRequest(address, { ...means, [oauth.customFetch]: fetchBehindPath })]),
  ]
  let trouble: FaultError | null = null
  for (const ask of places) {
    const { metadata, missed } = await metadataAt(oauth, address, issuer, ask)
    if (metadata !== null) return metadata
    // A bare "not here" of the first place says less than what another one answers.
    if (trouble === null || UNKNOWN_PATH_STATUSES.includes(Number(trouble.fault.params['status']))) trouble = missed
  }
  throw trouble ?? new FaultError(fault('no_discovery'))
}

const OPENID_PLACE = /openid-configuration$/

/** What servers answer at a place that they do not know. */
const UNKNOWN_PATH_STATUSES = [400, 404, 405, 410]

type Answer =
  | { readonly metadata: Metadata; readonly missed: null }
  | { readonly metadata: null; readonly missed: FaultError }

/** Raises what goes for every place: no connection, a busy server, a document of another issuer. */
async function metadataAt(oauth: Library, address: URL, issuer: string, ask: () => Promise<Response>): Promise<Answer> {
  const response = await ask().catch((thrown: unknown) => {
    // Chromium follows no redirect, and does not tell where it leads.
    if (thrown instanceof FaultError && thrown.fault.code === 'redirected') return thrown
    throw thrown
  })
  if (response instanceof FaultError) return { metadata: null, missed: response }
  if (response.status !== 200) return { metadata: null, missed: faultOfStatus(response.status) }
  try {
    return { metadata: await oauth.processDiscoveryResponse(address, response), missed: null }
  } catch (thrown) {
    raiseMismatch(issuer, thrown)
    return { metadata: null, missed: new FaultError(fault('no_discovery'), { cause: thrown }) }
  }
}

/** Raises server_busy, too_many_requests. */
function faultOfStatus(status: number): FaultError {
  if (status >= 500) raise('server_busy', { status })
  if (status === 429) raise('too_many_requests', { status })
  return new FaultError(fault(status >= 300 && status < 400 ? 'redirected' : 'no_discovery', { status }))
}

/** What is JSON but not this issuer's is told apart: a slash too many, or a word that stands for all tenants. */
function raiseMismatch(issuer: string, thrown: unknown): void {
  const { code, cause } = thrown instanceof Error ? (thrown as Error & { code?: unknown }) : {}
  if (code !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') return
  const { body } = (cause ?? {}) as { body?: { issuer?: unknown } }
  raise('issuer_mismatch', issuerMismatch(issuer, body?.issuer))
}
