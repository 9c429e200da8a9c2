import type { Fault, FaultCode, FaultParams } from '../fault.ts'
import type { HttpOutcome, HttpReply, HttpRequest } from '../http.ts'
import type { Secret } from '../secret.ts'
import type { Narrowing } from '../tokens/narrowing.ts'
import type { RenewalPolicy } from '../tokens/refresh-plan.ts'
import type { TokenSet } from '../tokens/token.ts'
import type { RawTokens } from '../tokens/token-fields.ts'
import type { AssertionAlgorithm } from './assertion-algorithms.ts'
import type { Preset } from './preset.ts'
import type { Authorization, CodeAnswer, DeviceAuthorization, DeviceStanding } from './sign-in.ts'

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
  /** Seldom needed: folded away in the form. */
  readonly rare?: true
} & FormPlacement

/** Who gives the first token, where, and as whom: what a form asks one after another where a system has so much to fill in. */
export type Question = 'who' | 'where' | 'as_whom'

/** To which question a field belongs, and with which settings it is asked at once; else it stands with what is folded away. */
export type FormPlacement = {
  readonly question?: Question
  readonly askedWith?: (settings: Settings) => boolean
}

export type EndpointField = {
  readonly name: string
  readonly default: string
  readonly required: boolean
  /** The path must hold this in braces; programs fill it in. */
  readonly placeholder?: string
  /** The setting in whose presence it may be left empty, since the server then tells it itself. */
  readonly unless?: string
  /** No program's call is forwarded there (protected-addresses.ts). */
  readonly own?: true
} & FormPlacement

/** What a client authenticates with; unlike the tokens it does not change with a renewal. */
export const CREDENTIAL_NAMES = ['clientToken', 'clientSecret', 'privateKey'] as const
export type CredentialName = (typeof CREDENTIAL_NAMES)[number]

export const SECRET_NAMES = ['accessToken', 'refreshToken', ...CREDENTIAL_NAMES] as const
export type SecretName = (typeof SECRET_NAMES)[number]

export type SecretField = {
  readonly name: SecretName
  readonly required: boolean
  /** Its server takes any text for it, and never reads it from a header: no rule of tokens holds. */
  readonly anyText?: true
}

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
  readonly credentials: Readonly<Partial<Record<CredentialName, Secret>>>
  readonly tokens: TokenSet | null
  readonly learned: Learned
  /** These settings have renewed before: what is refused now is not refused for them. */
  readonly hasRenewed?: boolean
}

/** Every value of it that a request carries: one that comes back unchanged is an echo. */
export function sentValues({ settings, credentials, tokens }: Known): ReadonlySet<string> {
  const secrets = [tokens?.accessToken, tokens?.refreshToken, ...Object.values(credentials)]
  const words = [settings.clientId, ...Object.values(settings.own)]
  return new Set([
    ...secrets.flatMap((secret) => secret?.reveal() ?? []),
    ...words.filter((word) => typeof word === 'string'),
  ])
}

/** What the server itself has shown, by the system's own names: public facts, never a secret. */
export type Learned = Readonly<Record<string, string>>

/** A copying mistake: errors stop saving, warnings do not. `field` is a path such as `secrets.accessToken`. */
export type Mistake = {
  readonly level: 'error' | 'warning'
  readonly field: string
  readonly code: FaultCode
  readonly params: FaultParams
  /** What to write there instead, where that is known for certain; never for a secret, since mistakes cross doors. */
  readonly mend?: string | undefined
}

/** What a person typed, cleaned of space, quotes and prefixes, defaults filled in. */
export type Draft = {
  readonly settings: Settings
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>
  /** UTC ms, typed with the access token. */
  readonly typedExpiresAt: number | null
  readonly now: number
}

/** No system has more shapes of token request; stops a server that keeps asking for another one. */
export const MAX_REQUEST_SHAPES = 8

export type RenewalAnswer =
  /** `askedScope`: what the request asked for, where it names its scope. */
  | { readonly ok: true; readonly raw: RawTokens; readonly learned?: Learned; readonly askedScope?: string }
  /** `tryWith`: the server wants another request shape or client authentication; ask again at once with these facts. */
  | { readonly ok: false; readonly fault: Fault; readonly tryWith?: Learned; readonly learned?: Learned }

/** One harmless call of a test; none of them spends a refresh token (docs/decisions.md 11). */
export type Probe = {
  readonly name: string
  readonly request: HttpRequest
  /** What to show in place of an address that holds a secret. */
  readonly shownUrl?: string
}

export type Verdict = 'yes' | 'no' | 'unknown'

export type ProbeResult = {
  readonly reached: Verdict
  readonly tokenAccepted: Verdict
  /** What was wrong, when anything was. */
  readonly fault: Fault | null
  readonly learned?: Learned
  /** UTC ms, where a proof told when the access token ends. */
  readonly expiresAt?: number
}

/**
 * What a system adds whose server calls the client back, at places that the server keeps itself, and which has a call
 * that tests the whole round trip free of charge. All of it happens only when a person wants it.
 */
export type Callbacks = {
  /** The settings that the server keeps as well. */
  readonly fields: readonly string[]
  /** Where they are changed, by the server's own pages, which disagree. */
  readonly paths: readonly string[]
  /** The endpoint among the settings that holds the path to use. */
  readonly endpoint: string
  /** What would have to be sent so that the server keeps what is set here; what is empty here stays as it is there. */
  readonly changes: (settings: Settings, there: Learned | null) => Changes
  readonly record: (known: Known, token: string) => Probe
  /** What the server keeps; null where it does not tell. */
  readonly readRecord: (reply: HttpReply) => ReadResult<Learned | null>
  readonly change: (known: Known, token: string, path: string, changes: Changes) => Probe
  /** Null where the reply does not tell what is kept now. */
  readonly readChange: (reply: HttpReply, path: string) => ReadResult<Learned | null>
  readonly ping: (known: Known, token: string) => Probe
  readonly readPing: (outcome: HttpOutcome) => ReadResult<string>
  readonly lookUp: (known: Known, token: string, request: string) => Probe
  readonly readLookUp: (outcome: HttpOutcome) => PingProgress
}

/** New values by field. */
export type Changes = Readonly<Record<string, string>>

export type ReadResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: Fault }

/** `asking`: it is not done, or this answer was lost; ask again. */
export type PingProgress =
  | { readonly stands: 'ended' | 'asking' }
  | { readonly stands: 'failed'; readonly fault: Fault }

/** How a program calls this system with a token, for the command lines that a person copies. */
export type ProgramCall = {
  /** One that harms nothing, and what comes after it in the address. */
  readonly endpoint: string
  readonly path?: string
  /** The parameter that carries the token where the server reads no header. */
  readonly parameter?: string
}

export type System = {
  readonly id: string
  readonly title: string
  readonly settings: readonly SettingField[]
  readonly endpoints: readonly EndpointField[]
  readonly secrets: readonly SecretField[]
  readonly renewal: (settings: Settings) => Renewal
  /** Only where the settings choose among the credentials: those that count. */
  readonly credentials?: (settings: Settings) => readonly CredentialName[]
  /** The system's own checks; the ones common to all systems run before them (shared/entry/mistakes.ts). */
  readonly mistakes: (draft: Draft) => readonly Mistake[]
  /** Called only when what the renewal needs is there. */
  readonly renewalRequest: (known: Known) => HttpRequest
  readonly readRenewal: (reply: HttpReply, known: Known) => RenewalAnswer
  /** Only where a call may ask for another resource or a narrower scope (RFC 8707); null where these settings cannot. */
  readonly narrowedRequest?: (known: Known, narrowing: Narrowing) => HttpRequest | null
  /** Only where the settings may say under which name a reply holds the new refresh token (`data.renewal`). */
  readonly refreshField?: (settings: Settings) => string | undefined
  readonly probes: (known: Known) => readonly Probe[]
  readonly judge: (outcomes: ReadonlyMap<string, HttpOutcome>, known: Known) => ProbeResult
  /** Without it: a bearer in a header, at the base URL. */
  readonly programCall?: ProgramCall
  /** Its servers take a token as a Basic password too, as git sends it; else a key that comes so goes on as a bearer. */
  readonly takesPassword?: true
  /** Beside the endpoints marked `own`: addresses to which no program's call is forwarded (protected-addresses.ts). */
  readonly protectedAddresses?: (settings: Settings) => readonly string[]
  /** Only where the server's people advise to renew earlier or later than the plan does by itself. */
  readonly policy?: Partial<RenewalPolicy>
  /** How long an access token counts where neither the reply nor the token says so in words that can be read; without it: unknown. */
  readonly defaultLifetimeMs?: number
  /** Only where the server calls the client back. */
  readonly callbacks?: Callbacks
  /** Only where a server tells its own addresses: the issuer to be asked for them; empty when none is set. */
  readonly issuer?: (settings: Settings) => string
  /** Only where a client may prove itself with a key: what has to be signed into each token request; null for no such client. */
  readonly assertion?: (known: Known) => AssertionRequest | null
  /** Only where a session can be ended at the server: the request that does, null where it does not say how. */
  readonly revocation?: (known: Known) => HttpRequest | null
  /** Only where a person may sign in. */
  readonly signIn?: SignIn
  /** Well-known servers, to begin a connection from. */
  readonly presets?: readonly Preset[]
}

/** A client assertion (RFC 7523 section 3) that says who asks; signed by the core's means, since signing is no pure function. */
export type AssertionRequest = {
  readonly clientId: string
  readonly audience: string
  readonly key: Secret
  /** What its server takes it signed with, or all that we can. */
  readonly algorithms: readonly AssertionAlgorithm[]
}

/** `browser`: authorization code on a loopback address (RFC 8252). `device`: a code typed elsewhere (RFC 8628). */
export const SIGN_IN_METHODS = ['browser', 'device'] as const
export type SignInMethod = (typeof SIGN_IN_METHODS)[number]

/** How a person gives a client its first tokens at the server itself; from then on they are renewed like pasted ones. */
export type SignIn = {
  /** Null with settings that need nobody. */
  readonly method: (settings: Settings) => SignInMethod | null
  /** Where a browser goes, without what belongs to one sign-in alone: redirect address, state and code challenge. */
  readonly authorization: (known: Known) => Authorization
  readonly codeRequest: (known: Known, answer: CodeAnswer) => HttpRequest
  readonly deviceRequest: (known: Known) => HttpRequest
  readonly readDevice: (reply: HttpReply) => ReadResult<DeviceAuthorization>
  readonly deviceTokenRequest: (known: Known, deviceCode: Secret) => HttpRequest
  /** Null when the reply decides as any other reply to a token request does. */
  readonly readDeviceStanding: (reply: HttpReply) => DeviceStanding | null
}

/** The credentials that a system renews with; where it needs no refresh token, it renews when all of them are there. */
export function credentialsOf(
  system: Pick<System, 'secrets' | 'credentials'>,
  settings: Settings,
): readonly CredentialName[] {
  const chosen = system.credentials?.(settings)
  return chosen ?? CREDENTIAL_NAMES.filter((credential) => system.secrets.some(({ name }) => name === credential))
}

/** Whether an endpoint must be filled in, with these settings beside it. */
export function isEndpointNeeded({ required, unless }: EndpointField, settings: Settings): boolean {
  return required && (unless === undefined || ownText(settings, unless) === '')
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
