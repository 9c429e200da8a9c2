import type { TokenSet } from '../domain/token.ts'
import type { RawTokens } from '../domain/token-fields.ts'
import type { Fault, FaultCode, FaultParams } from '../fault.ts'
import type { HttpOutcome, HttpReply, HttpRequest } from '../http.ts'
import type { Secret } from '../secret.ts'

/**
 * A system is data plus small pure functions. The form, the command line, the core and `systems --json` all draw
 * from it; adding a system means adding one file and one line in registry.ts.
 */

/** How a system gives a new token set. */
export type Renewal = 'refresh' | 'login' | 'client-credentials' | 'none'

export type SettingKind = 'url' | 'text' | 'integer' | 'choice' | 'moment' | 'map' | 'flag'

export type SettingField = {
  readonly name: string
  readonly kind: SettingKind
  readonly required: boolean
  readonly default?: string | number | boolean
  readonly choices?: readonly string[]
}

export type EndpointField = {
  readonly name: string
  readonly default: string
  readonly required: boolean
  /** The path must hold this in braces; programs fill it in. */
  readonly placeholder?: string
}

export const SECRET_NAMES = ['accessToken', 'refreshToken', 'clientSecret'] as const
export type SecretName = (typeof SECRET_NAMES)[number]

export type SecretField = { readonly name: SecretName; readonly required: boolean }

/** A value of a system's own setting: text, number, switch, or a small map (OAuth's extra parameters). */
export type SettingValue = string | number | boolean | Readonly<Record<string, string>>

export type Settings = {
  readonly baseUrl: string
  readonly clientId: string
  readonly maxRetries: number
  /** Only what differs from the system's defaults. */
  readonly endpoints: Readonly<Record<string, string>>
  /** The system's own settings by name. */
  readonly own: Readonly<Record<string, SettingValue>>
}

/** What a system sees of a connection when it builds requests and judges replies. */
export type Known = {
  readonly settings: Settings
  readonly clientSecret: Secret | null
  readonly tokens: TokenSet | null
}

/** A copying mistake: errors stop saving, warnings do not. `field` is a path such as `secrets.accessToken`. */
export type Mistake = {
  readonly level: 'error' | 'warning'
  readonly field: string
  readonly code: FaultCode
  readonly params: FaultParams
}

/** What a person typed, cleaned of space, quotes and prefixes, defaults filled in. */
export type Draft = {
  readonly settings: Settings
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>
  /** UTC ms, typed with the access token. */
  readonly typedExpiresAt: number | null
  readonly now: number
}

export type RenewalAnswer =
  | { readonly ok: true; readonly raw: RawTokens }
  | { readonly ok: false; readonly fault: Fault }

/** One harmless call of a test; none of them spends a refresh token (design decision 11). */
export type Proof = { readonly name: string; readonly request: HttpRequest }

export type Verdict = 'yes' | 'no' | 'unknown'

export type ProofResult = {
  readonly reached: Verdict
  readonly tokenAccepted: Verdict
  /** What was wrong, when anything was. */
  readonly fault: Fault | null
}

export type System = {
  readonly id: string
  readonly title: string
  readonly settings: readonly SettingField[]
  readonly endpoints: readonly EndpointField[]
  readonly secrets: readonly SecretField[]
  readonly renewal: (settings: Settings) => Renewal
  /** The system's own checks; the ones common to all systems run before them (domain/mistakes.ts). */
  readonly mistakes: (draft: Draft) => readonly Mistake[]
  /** Called only when what the renewal needs is there. */
  readonly renewalRequest: (known: Known) => HttpRequest
  readonly readRenewal: (reply: HttpReply, known: Known) => RenewalAnswer
  readonly proofs: (known: Known) => readonly Proof[]
  readonly judge: (outcomes: ReadonlyMap<string, HttpOutcome>, known: Known) => ProofResult
}

/** The endpoint as set, else its default. */
export function endpointOf(system: Pick<System, 'endpoints'>, settings: Settings, name: string): string {
  return settings.endpoints[name] ?? system.endpoints.find((endpoint) => endpoint.name === name)?.default ?? ''
}

/** A system's own setting as text; empty when it is not set. */
export function ownText(settings: Settings, name: string): string {
  const value = settings.own[name]
  return typeof value === 'string' ? value : ''
}
