import { NAME_PATTERN } from '../../connections/connection.ts'
import { isMoment, isoUtc, readInstant } from '../../time/instant.ts'
import { readJwt } from '../../tokens/jwt.ts'
import { lifetimeIn, momentIn } from '../../tokens/token-fields.ts'
import { readAddress } from '../address.ts'
import { cleanText } from '../clean-text.ts'
import { tokensWithin } from '../tokens-within.ts'
import { placeholderKind } from '../typed-placeholder.ts'
import { type Candidate, resolveCandidates } from './conflicting-values.ts'
import { type Labelled, type LabelledText, labelledIn } from './paste-labels.ts'

/**
 * What a person copied in one piece (the server's pop-up, a token reply, an .env file, the JSON of `add`), taken
 * apart: each value with the path of the field where it belongs, such as `secrets.accessToken`. A value appears once.
 */
export type Pasted = { readonly field: string; readonly value: string }

/** `now` turns a lifetime in seconds into a moment. Text in which nothing is recognised gives an empty list. */
export function readPaste(text: string, now: number): readonly Pasted[] {
  return placesOf(labelledIn(text), now).places
}

export type Places = {
  readonly places: readonly Pasted[]
  /** Labels of the values that belong to different servers, where nothing says to which this one does. */
  readonly undecided: readonly string[]
}

type Found = Candidate & { readonly label: string }

/** The same where the labels are known already. */
export function placesOf({ labelled, rest }: LabelledText, now: number): Places {
  const found = new Map<string, string>()
  const put = (field: string, value: string): void => {
    if (value !== '' && !found.has(field)) found.set(field, value)
  }
  // An ID token may stand before the access token in a reply, and is used only where there is no access token.
  const idTokensLast = [...labelled].sort((one, other) => Number(isIdToken(one)) - Number(isIdToken(other)))
  const all = idTokensLast.map(placeOf)
  const candidates = all.filter((place) => place !== null)
  const { accepted, undecided, isForeign } = resolveCandidates(candidates, (owner) => SYSTEM_OWNER.test(owner))
  for (const { field, value } of accepted) put(field, value)
  const placedValues = new Set(candidates.map(({ value }) => value))
  for (const token of tokensWithin(rest).filter((each) => !placedValues.has(each))) putUnlabelled(token, found, put)
  // A token under an unknown label may be another service's: it is taken only where its own `token_type` says what it is.
  const unknownLabels = idTokensLast.filter(({ part }, index) => all[index] === null && !isForeign(part))
  for (const token of unknownLabels.flatMap(({ value }) => tokensWithin(value))) {
    if (/^(access|refresh)$/.test(readJwt(token)?.tokenType ?? '') && !placedValues.has(token))
      putUnlabelled(token, found, put)
  }
  fixSwappedLabels(found)
  const ownLabels = labelled.filter(({ part }) => !isForeign(part))
  const expiry = expiryOf(ownLabels, found.get('secrets.accessToken'), now)
  if (expiry !== null) put('settings.expiresAt', expiry)
  const undecidedLabels = candidates.filter(({ field }) => undecided.includes(field)).map(({ label }) => label)
  return { places: [...found].map(([field, value]) => ({ field, value })), undecided: [...new Set(undecidedLabels)] }
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

const FIELD_NAMES: Readonly<Record<string, string>> = { scopes: 'scope', granttype: 'grant' }

/** Words in labels that name one of our systems as the value's owner. */
const SYSTEM_OWNER = /^(draw|chavi|osais|runai|crafter)$/
/** Words in labels that do not name an owner. */
const NEUTRAL_OWNER =
  /^(my|the|oauth|oidc|auth|api|app|client|user|server|service|default|env|vite|reactapp|nextpublic)+$/

/** The field for a labelled value; null unless the value looks like what its label says. */
function placeOf(labelled: Labelled): Found | null {
  const { label, path, value, part } = labelled
  const exact = exactPlace(path, value)
  if (exact !== null) return { ...exact, label, part, owner: '', rank: 0 }
  const [[match, target] = []] = RULES.flatMap(([pattern, name]) => {
    const found = pattern.exec(label)
    return found === null ? [] : [[found, name] as const]
  })
  if (match === undefined || target === undefined) return null
  const field = target === 'settings.' ? `settings.${FIELD_NAMES[label] ?? label}` : target
  const { text } = cleanText(value, field.startsWith('secrets.') ? 'token' : 'setting')
  // A placeholder in a token's place is accepted, so that the person is told what is missing there.
  if (field.endsWith('Token') && placeholderKind(text) === null && !/^\S{8,}$/.test(text)) return null
  const word = label.slice(0, match.index) || (match[1] ?? '')
  const owner = SYSTEM_OWNER.test(word) || (match.index > 0 && !NEUTRAL_OWNER.test(word)) ? word : ''
  return { field, value: text, label, part, owner, rank: rankOf(labelled, { field, value: text }) }
}

/** How far a label is from the field's own word; an address that cannot be read is used where there is no better one. */
function rankOf(labelled: Labelled, { field, value }: Pasted): number {
  if (field === 'settings.baseUrl') return readAddress(value) === null ? 1 : 0
  if (field === 'settings.clientId')
    return /name$/.test(labelled.label) ? 2 : /(client|consumer)id$/.test(labelled.label) ? 0 : 1
  return isIdToken(labelled) ? 1 : 0
}

function isIdToken({ label }: Labelled): boolean {
  return /id(token|jwt)$/.test(label)
}

/** The JSON of `add` names its places itself. */
function exactPlace(path: readonly string[], value: string): Pasted | null {
  const field = path.join('.')
  if (field === 'system') return { field, value }
  if (field === 'name') return NAME_PATTERN.test(value) ? { field, value } : null
  const known = /^(settings(\.endpoints)?|secrets)\.[A-Za-z]+$/.test(field) && field !== 'settings.expiresAt'
  return known ? { field, value } : null
}

/** By the token's own type, else access before refresh, as servers show the two. */
function putUnlabelled(token: string, found: Map<string, string>, put: (field: string, value: string) => void): void {
  const type = readJwt(token)?.tokenType ?? null
  if (type === 'refresh') return put('secrets.refreshToken', token)
  if (type === 'access' || !found.has('secrets.accessToken')) return put('secrets.accessToken', token)
  put('secrets.refreshToken', token)
}

/** The token's own type wins over the label that was copied beside it. */
function fixSwappedLabels(found: Map<string, string>): void {
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
  const ofAccess = labelled.filter(({ label }) => !/refresh|idtoken/.test(label))
  const issuedAt = issuedAtIn(ofAccess, now) ?? now
  for (const { label, value } of ofAccess) {
    const at = EXPIRY_LABEL.test(label) ? momentText(value) : null
    if (at !== null) return at
    const lifeMs = LIFETIME_LABEL.test(label) ? lifetimeIn(value) : null
    const end = issuedAt + (lifeMs ?? 0)
    if (lifeMs !== null && isMoment(end)) return isoUtc(end)
  }
  return null
}

const EXPIRY_LABEL = /(expiresat|expiry|expires|expireson|expirydate|expiration|validuntil|tokenexpiresat)$/
const LIFETIME_LABEL = /(expiresin|expires|duration|lifetime|validfor)$/

/** A date is left as it is, since reading it later checks its zone; a number counts from 1970. */
function momentText(value: string): string | null {
  if (readInstant(value) !== null) return value
  const at = momentIn(value, 0)
  return at === null ? null : isoUtc(at)
}

/** When a saved reply was issued, where it says so (Doorkeeper, Salesforce): its lifetime is counted from then. */
function issuedAtIn(labelled: readonly Labelled[], now: number): number | null {
  const { value = '' } = labelled.find(({ label }) => /^(token)?(created|issued|obtained)at$/.test(label)) ?? {}
  const at = readInstant(value)?.hasZone === false ? null : momentIn(value, 0)
  return at !== null && at <= now ? at : null
}
