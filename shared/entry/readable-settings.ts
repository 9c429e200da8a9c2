import type { Draft, Mistake, SecretName } from '../systems/system.ts'
import { error, warning } from './mistake.ts'
import { namesSecret } from './secret-mistakes.ts'

/**
 * Settings are readable in the list, exports, support files and programs' answers. A person may paste a token where the
 * Client ID belongs, or an address with a key in it.
 */
export function secretsInSettings(draft: Draft): Mistake[] {
  return readableTexts(draft).flatMap(([path, text]) => {
    const field = path.replace(/^settings\.(endpoints\.)?/, '')
    if (holdsToken(text, draft.secrets)) return [error(path, 'text_holds_secret', { field })]
    const isDoubtful = repeatsCredential(text, draft.secrets) || KEY_IN_QUERY.test(text)
    return isDoubtful ? [warning(path, 'text_holds_secret', { field })] : []
  })
}

/** A shorter one may be a word that anybody writes. */
export const SHORTEST_SECRET = 8
/** Several times what any server reads in a header or a form. */
export const LONGEST_SECRET = 64 * 1_024

/** The header and claims of a JWT: no name, address or scope looks like this. Client IDs may well be long and random. */
const JWT = /eyJ[\w-]{8,}\.[\w-]{8,}/
/** Some servers hand out such addresses and mean them so; they are as good as a password all the same. */
const KEY_IN_QUERY =
  /[?&](access_?token|api_?key|auth|client_?secret|key|password|secret|sig|signature|token)=[^&#{]{8,}/i

/** Whether a JWT is in it, which stands in no setting on purpose. */
export function holdsTokenShape(text: string): boolean {
  return JWT.test(text)
}

function readableTexts({ settings }: Draft): (readonly [path: string, text: string])[] {
  const { baseUrl, clientId, endpoints, own } = settings
  const under = (path: string, values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).map(([name, value]) => [`${path}.${name}`, textOf(value)] as const)
  return [...under('settings', { baseUrl, clientId, ...own }), ...under('settings.endpoints', endpoints)]
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? Object.values(value).join('\n') : ''
}

function holdsToken(text: string, secrets: Draft['secrets']): boolean {
  if (holdsTokenShape(text) || namesSecret(text)) return true
  const isIn = (name: SecretName) => isWorthHiding(secrets[name]) && text.includes(secrets[name] ?? '')
  return isIn('accessToken') || isIn('refreshToken') || isIn('privateKey')
}

/** Only a warning: a test server may have a client whose secret is its name. */
function repeatsCredential(text: string, { clientSecret, clientToken }: Draft['secrets']): boolean {
  return [clientSecret, clientToken].some((secret) => isWorthHiding(secret) && text.includes(secret ?? ''))
}

function isWorthHiding(secret = ''): boolean {
  return secret.length >= SHORTEST_SECRET
}
