import type { FaultCode } from '../fault.ts'
import type { Draft, Mistake, System } from '../systems/system.ts'
import { isLoopback, isPlainHttp, joinUrl, readAddress } from './address.ts'
import { isoUtc } from './instant.ts'
import { readJwt } from './jwt.ts'

/**
 * Every mistake in a draft: those any system can suffer from, then the system's own. Form, `add`, `edit` and import
 * run this same list (design decision 16).
 */
export function mistakesIn(draft: Draft, system: System): readonly Mistake[] {
  return [
    ...baseUrlMistakes(draft),
    ...endpointMistakes(draft, system),
    ...plainHttpMistakes(draft, system),
    ...secretMistakes(draft),
    ...expiryMistakes(draft),
    ...system.mistakes(draft),
  ]
}

function error(field: string, code: FaultCode, params: Mistake['params'] = {}): Mistake {
  return { level: 'error', field, code, params }
}

function warning(field: string, code: FaultCode, params: Mistake['params'] = {}): Mistake {
  return { level: 'warning', field, code, params }
}

function baseUrlMistakes(draft: Draft): Mistake[] {
  const { baseUrl } = draft.settings
  if (baseUrl === '' || readAddress(baseUrl) !== null) return []
  const code: FaultCode =
    readAddress(baseUrl.replace(/[?#].*$/, '')) === null ? 'address_unreadable' : 'address_has_query'
  return [error('settings.baseUrl', code, { field: 'baseUrl' })]
}

function endpointMistakes(draft: Draft, system: System): Mistake[] {
  return system.endpoints.flatMap((endpoint) => {
    const typed = draft.settings.endpoints[endpoint.name] ?? endpoint.default
    const field = `settings.endpoints.${endpoint.name}`
    if (typed === '') return endpoint.required ? [error(field, 'required_missing', { field: endpoint.name })] : []
    if (/\s/.test(typed) || (/:\/\//.test(typed) && readAddress(typed) === null)) {
      return [error(field, 'endpoint_unreadable', { name: endpoint.name })]
    }
    return placeholderMistakes(field, typed, endpoint.name, endpoint.placeholder)
  })
}

/** Programs fill the braces in; a missing one silently calls the wrong address, a foreign one breaks them. */
function placeholderMistakes(field: string, typed: string, name: string, wanted: string | undefined): Mistake[] {
  const foreign = [...typed.matchAll(/\{([^}]*)\}?|\}/g)]
    .map((match) => match[1] ?? '')
    .find((inner) => inner !== wanted)
  if (foreign !== undefined) return [error(field, 'placeholder_unknown', { name })]
  if (wanted !== undefined && !typed.includes(`{${wanted}}`)) {
    return [error(field, 'placeholder_missing', { name, placeholder: `{${wanted}}` })]
  }
  return []
}

/** Beyond loopback a token in plain http is anyone's (design decision 15), unless the person says so for this one. */
function plainHttpMistakes(draft: Draft, system: System): Mistake[] {
  const allowed = draft.settings.own['allowHttp'] === true
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
    .map(([field]) => (allowed ? warning(field, 'plain_http_allowed') : error(field, 'plain_http')))
}

function secretMistakes(draft: Draft): Mistake[] {
  const { accessToken, refreshToken } = draft.secrets
  const found = Object.entries(draft.secrets)
    .filter(([name, value]) => name !== 'clientSecret' && /\s/.test(value))
    .map(([name]) => error(`secrets.${name}`, 'space_inside', { field: name }))
  if (accessToken !== undefined && accessToken === refreshToken) {
    found.push(error('secrets.refreshToken', 'same_token_twice'))
  }
  const refreshExp = refreshToken === undefined ? null : (readJwt(refreshToken)?.exp ?? null)
  if (refreshExp !== null && refreshExp * 1_000 <= draft.now) {
    found.push(error('secrets.refreshToken', 'refresh_token_already_expired', { at: isoUtc(refreshExp * 1_000) }))
  }
  return found
}

/** A typed date that differs from the token's own by more than this was read off another client's row. */
const DIFFERS_MS = 86_400_000

function expiryMistakes(draft: Draft): Mistake[] {
  const { accessToken, refreshToken } = draft.secrets
  if (accessToken === undefined) return []
  const seconds = readJwt(accessToken)?.exp ?? null
  const exp = seconds === null ? null : seconds * 1_000
  const found: Mistake[] = []
  const ends = exp ?? draft.typedExpiresAt
  // With a refresh token an expired access token is renewed at once; without one it is of no use to anyone.
  if (ends !== null && ends <= draft.now) {
    const field = exp === null ? 'settings.expiresAt' : 'secrets.accessToken'
    const code: FaultCode = exp === null ? 'expiry_passed' : 'token_already_expired'
    const make = refreshToken === undefined ? error : warning
    found.push(make(field, code, { at: isoUtc(ends) }))
  }
  if (exp !== null && draft.typedExpiresAt !== null && Math.abs(exp - draft.typedExpiresAt) > DIFFERS_MS) {
    found.push(warning('settings.expiresAt', 'expiry_differs', { at: isoUtc(exp) }))
  }
  return found
}
