import { NAME_PATTERN } from '../../connections/connection.ts'
import { isMoment, isoUtc, readInstant } from '../../time/instant.ts'
import { readJwt } from '../../tokens/jwt.ts'
import { lifetimeIn } from '../../tokens/token-fields.ts'
import { readAddress } from '../address.ts'
import { cleaned } from '../cleaning.ts'
import { tokensWithin } from '../tokens-within.ts'
import { standInFor } from '../typed-stand-in.ts'
import { type Labelled, labelledIn } from './paste-labels.ts'

/**
 * What a person copied in one piece (the server's pop-up, a token reply, an .env file, the JSON of `add`), taken
 * apart: each value with the path of the field where it belongs, such as `secrets.accessToken`. A value appears once.
 */
export type Pasted = { readonly field: string; readonly value: string }

/** `now` turns a lifetime in seconds into a moment. Text in which nothing is recognised gives an empty list. */
export function readPaste(text: string, now: number): readonly Pasted[] {
  return placesOf(labelledIn(text), text, now)
}

/** The same where the labels are known already; `text` is looked through for tokens without one. */
export function placesOf(labelled: readonly Labelled[], text: string, now: number): readonly Pasted[] {
  const found = new Map<string, string>()
  const put = (field: string, value: string): void => {
    if (value !== '' && !found.has(field)) found.set(field, value)
  }
  // An ID token may stand before the access token in a reply, and counts for it only where there is no other.
  const idTokensLast = [...labelled].sort((one, other) => Number(isIdToken(one)) - Number(isIdToken(other)))
  const places = idTokensLast.map(placeOf).filter((place) => place !== null)
  for (const { field, value } of places.filter(isWhole)) put(field, value)
  // An address that cannot be read is taken along where there is no better one: left out, a default would stand in for it.
  for (const { field, value } of places) put(field, value)
  const taken = [...found.values()]
  for (const token of tokensWithin(text).filter((each) => !taken.includes(each))) putLone(token, found, put)
  byTheirOwnWord(found)
  const expiry = expiryOf(labelled, found.get('secrets.accessToken'), now)
  if (expiry !== null) put('settings.expiresAt', expiry)
  return [...found].map(([field, value]) => ({ field, value }))
}

/** Labels with all but letters taken out, the longest rule first: `DRAW_REFRESH_TOKEN` ends in `refreshtoken`. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/refresh(token|jwt)?$/, 'secrets.refreshToken'],
  [/(client|api|app|consumer)secret$|^secret$/, 'secrets.clientSecret'],
  [/token(url|uri|endpoint)$/, 'settings.endpoints.token'],
  [/(access|bearer|api|auth|id)(token|jwt)$|^(access|token|jwt|bearer|authorization)$/, 'secrets.accessToken'],
  [/(client|consumer|app|application)(id|name)$/, 'settings.clientId'],
  [/issuer(url|uri)?$|^(oidc|oauth)?authority$/, 'settings.issuer'],
  [/(base|server|api|host)(url|uri|address)$|^(url|baseurl|server|host|hostname)$/, 'settings.baseUrl'],
  [
    /^(draw|chavi|osais|runai|crafter|oauth|oidc)(api|server)?(url|uri|host|hostname|server|address)$/,
    'settings.baseUrl',
  ],
  [/^(scopes?|granttype|audience|resource)$/, 'settings.'],
]

const OWN: Readonly<Record<string, string>> = { scopes: 'scope', granttype: 'grant' }

/** A value is believed only when it looks like what its label says. */
function placeOf({ label, path, value }: Labelled): Pasted | null {
  const exact = exactPlace(path, value)
  if (exact !== null) return exact
  const rule = RULES.find(([pattern]) => pattern.test(label))
  if (rule === undefined) return null
  const field = rule[1] === 'settings.' ? `settings.${OWN[label] ?? label}` : rule[1]
  const { text } = cleaned(value, field.startsWith('secrets.') ? 'token' : 'setting')
  // What stands in a token's place is taken along, so that the person is told what is missing there.
  if (field.endsWith('Token') && standInFor(text) === null && !/^\S{8,}$/.test(text)) return null
  return { field, value: text }
}

function isIdToken({ label }: Labelled): boolean {
  return /id(token|jwt)$/.test(label)
}

function isWhole({ field, value }: Pasted): boolean {
  return field !== 'settings.baseUrl' || readAddress(value) !== null
}

/** The JSON of `add` names its places itself. */
function exactPlace(path: readonly string[], value: string): Pasted | null {
  const field = path.join('.')
  if (field === 'system') return { field, value }
  if (field === 'name') return NAME_PATTERN.test(value) ? { field, value } : null
  const known = /^(settings(\.endpoints)?|secrets)\.[A-Za-z]+$/.test(field) && field !== 'settings.expiresAt'
  return known ? { field, value } : null
}

/** By what the token says of itself, else in the order in which servers show the two. */
function putLone(token: string, found: Map<string, string>, put: (field: string, value: string) => void): void {
  const type = readJwt(token)?.tokenType ?? null
  if (type === 'refresh') return put('secrets.refreshToken', token)
  if (type === 'access' || !found.has('secrets.accessToken')) return put('secrets.accessToken', token)
  put('secrets.refreshToken', token)
}

/** A token that says of itself which of the two it is knows better than the label that somebody copied beside it. */
function byTheirOwnWord(found: Map<string, string>): void {
  const access = found.get('secrets.accessToken')
  const refresh = found.get('secrets.refreshToken')
  if (access === undefined || readJwt(access)?.tokenType !== 'refresh') return
  const swapped = refresh !== undefined && readJwt(refresh)?.tokenType === 'access'
  if (!swapped && refresh !== undefined) return
  found.set('secrets.refreshToken', access)
  if (refresh === undefined) found.delete('secrets.accessToken')
  else found.set('secrets.accessToken', refresh)
}

/** When the access token ends, as ISO 8601; not needed where the token says so itself. */
function expiryOf(labelled: readonly Labelled[], accessToken: string | undefined, now: number): string | null {
  if (accessToken !== undefined && (readJwt(accessToken)?.exp ?? null) !== null) return null
  for (const { label, value } of labelled) {
    if (/(expiresat|expiry|expires|expirydate|validuntil|tokenexpiresat)$/.test(label) && readInstant(value) !== null)
      return value
    const lifeMs = /(expiresin|duration|lifetime|validfor)$/.test(label) ? lifetimeIn(value) : null
    if (lifeMs !== null && isMoment(now + lifeMs)) return isoUtc(now + lifeMs)
  }
  return null
}
