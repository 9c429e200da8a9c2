import type { FaultCode } from '../fault.ts'
import {
  credentialsOf,
  type Draft,
  type EndpointField,
  isEndpointNeeded,
  type Mistake,
  type System,
} from '../systems/system.ts'
import { isoUtc } from '../time/instant.ts'
import { expOf } from '../tokens/token-fields.ts'
import { holdsVariable, isPlainHttp, joinUrl, readAddress, withoutQuery } from './address.ts'
import { isLoopback } from './loopback.ts'
import { asHttps, beforeQuery, unreadableAddress } from './mended-address.ts'
import { withMends } from './mends.ts'
import { error, warning } from './mistake.ts'
import { secretsInSettings } from './readable-settings.ts'
import { secretMistakes } from './secret-mistakes.ts'

/**
 * Every mistake in a draft: those any system can suffer from, then the system's own. Form, `add`, `edit` and import
 * run this same list (docs/decisions.md 16).
 */
export function mistakesIn(draft: Draft, system: System): readonly Mistake[] {
  return withMends(draft, system, collectMistakes)
}

function collectMistakes(draft: Draft, system: System): readonly Mistake[] {
  return withoutExpiredIfSwapped([
    ...baseUrlMistakes(draft),
    ...endpointMistakes(draft, system),
    ...plainHttpMistakes(draft, system),
    ...secretMistakes(draft, system),
    ...expiryMistakes(draft, system),
    ...secretsInSettings(draft),
    ...system.mistakes(draft),
  ])
}

const EXPIRED_CODES: readonly FaultCode[] = ['token_already_expired', 'refresh_token_already_expired']

/** While the two tokens are swapped, the expired one may be the access token, which is renewed: judged once they are put right. */
function withoutExpiredIfSwapped(found: readonly Mistake[]): readonly Mistake[] {
  if (!found.some(({ code }) => code === 'tokens_swapped')) return found
  return found.filter(({ code }) => !EXPIRED_CODES.includes(code))
}

function baseUrlMistakes(draft: Draft): Mistake[] {
  const { baseUrl } = draft.settings
  if (baseUrl === '') return []
  // `https://host/{{tenant}}/`: somebody's variable, which would be called letter by letter.
  if (holdsVariable(baseUrl)) return [error('settings.baseUrl', 'address_has_variable', { field: 'baseUrl' })]
  if (readAddress(baseUrl) !== null) return []
  return readAddress(withoutQuery(baseUrl)) === null
    ? [unreadableAddress('baseUrl', baseUrl)]
    : [error('settings.baseUrl', 'address_has_query', { field: 'baseUrl' }, beforeQuery(baseUrl))]
}

/** `https:/host` and `ftp://host` would otherwise be joined to the base as if they were paths. */
const LIKE_A_URL = /^[a-z][a-z0-9+.-]*:|:\/\//i

function endpointMistakes(draft: Draft, system: System): Mistake[] {
  return system.endpoints.flatMap((endpoint) => {
    const typed = draft.settings.endpoints[endpoint.name] ?? endpoint.default
    const field = `settings.endpoints.${endpoint.name}`
    if (typed === '')
      return isEndpointNeeded(endpoint, draft.settings)
        ? [error(field, 'required_missing', { field: endpoint.name })]
        : []
    if (/\s/.test(typed) || (LIKE_A_URL.test(typed) && readAddress(typed) === null)) {
      return [error(field, 'endpoint_unreadable', { name: endpoint.name }, endpoint.default || null)]
    }
    return placeholderMistakes(field, typed, endpoint)
  })
}

/** Programs fill the braces in; a missing one silently calls the wrong address, a foreign one breaks them. */
function placeholderMistakes(
  field: string,
  typed: string,
  { name, placeholder: wanted, default: standard }: EndpointField,
): Mistake[] {
  const foreign = [...typed.matchAll(/\{([^}]*)\}?|\}/g)]
    .map((match) => match[1] ?? '')
    .find((inner) => inner !== wanted)
  if (foreign !== undefined) {
    const own = wanted === undefined ? null : typed.replace(/\{[^{}]*\}/, `{${wanted}}`)
    return [error(field, 'placeholder_unknown', { name }, own ?? (standard || null))]
  }
  if (wanted !== undefined && !typed.includes(`{${wanted}}`)) {
    return [error(field, 'placeholder_missing', { name, placeholder: `{${wanted}}` }, standard || null)]
  }
  return []
}

/** Beyond loopback a token in plain http is anyone's (docs/decisions.md 15), unless the person says so for this one. */
function plainHttpMistakes(draft: Draft, system: System): Mistake[] {
  const isAllowed = draft.settings.own['allowHttp'] === true
  const addresses = [
    ['settings.baseUrl', draft.settings.baseUrl] as const,
    ...system.endpoints.map(({ name, default: standard }) => {
      const typed = draft.settings.endpoints[name] ?? standard
      return [
        `settings.endpoints.${name}`,
        /^https?:/i.test(typed) ? joinUrl(draft.settings.baseUrl, typed) : '',
      ] as const
    }),
  ]
  return addresses
    .filter(([, url]) => isPlainHttp(url) && !isLoopback(url))
    .map(([field, url]) => {
      const errorOrWarning = isAllowed ? warning : error
      return errorOrWarning(field, isAllowed ? 'plain_http_allowed' : 'plain_http', {}, asHttps(url))
    })
}

/** A typed date that differs from the token's own by more than this was read off another client's row. */
const DIFFERS_MS = 86_400_000

function expiryMistakes(draft: Draft, system: System): Mistake[] {
  const { accessToken } = draft.secrets
  if (accessToken === undefined) return []
  const exp = expOf(accessToken)
  const found: Mistake[] = []
  const ends = exp ?? draft.typedExpiresAt
  // What can renew itself replaces an expired access token at once; otherwise that is of no use to anyone.
  if (ends !== null && ends <= draft.now) {
    const field = exp === null ? 'settings.expiresAt' : 'secrets.accessToken'
    const code: FaultCode = exp === null ? 'expiry_passed' : 'token_already_expired'
    const errorOrWarning = canRenewItself(draft, system) ? warning : error
    found.push(errorOrWarning(field, code, { at: isoUtc(ends) }))
  }
  if (exp !== null && draft.typedExpiresAt !== null && Math.abs(exp - draft.typedExpiresAt) > DIFFERS_MS) {
    found.push(warning('settings.expiresAt', 'expiry_differs', { at: isoUtc(exp) }, isoUtc(exp)))
  }
  return found
}

/** It has what the system renews with; a sign-in may still have to bring it. */
export function canRenewItself(draft: Draft, system: System): boolean {
  switch (system.renewal(draft.settings)) {
    case 'refresh':
      return draft.secrets.refreshToken !== undefined
    case 'login':
    case 'client-credentials':
      return credentialsOf(system, draft.settings).every((name) => draft.secrets[name] !== undefined)
    case 'none':
      return false
  }
}
