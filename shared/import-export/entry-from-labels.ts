import { readAddress, withoutQuery } from '../entry/address.ts'
import { type Pasted, placesOf } from '../entry/paste/paste.ts'
import type { Labelled, LabelledText } from '../entry/paste/paste-labels.ts'
import { plainWord } from '../entry/plain-word.ts'
import { type Fault, fault, raise } from '../fault.ts'
import { SYSTEMS } from '../systems/registry.ts'
import { readJwt } from '../tokens/jwt.ts'

/** A connection in the JSON of `add`, not judged yet. */
export type ImportedEntry = Readonly<Record<string, unknown>>

type LabelledEntry = { readonly entry: ImportedEntry; readonly leftOut: readonly Fault[] }

/**
 * Makes one connection of values under labels that are nobody's standard (`.env`, Postman); null without a secret or address. Raises
 * import_address_unread {label} for an endpoint that is neither a whole address nor a path, import_several_servers {labels}.
 */
export function entryFromLabels(text: LabelledText, now: number): LabelledEntry | null {
  const { labelled } = text
  const { places, undecided } = placesOf(text, now)
  if (undecided.length > 0) raise('import_several_servers', { labels: undecided.map(plainWord).join(', ') })
  const hasSecretOrAddress = places.some(({ field }) => field.startsWith('secrets.') || field === 'settings.baseUrl')
  if (!hasSecretOrAddress) return null
  const system = systemIn(places, labelled)
  for (const { field, value } of places.filter((place) => place.field.startsWith('settings.endpoints.'))) {
    // `login.example/token` would be joined to the base URL as if it were a path, and so reach another server than it names.
    if (!value.startsWith('/') && readAddress(withoutQuery(value)) === null)
      raise('import_address_unread', { label: field })
  }
  const entry = { ...(system === null ? {} : { system }), ...entryFrom(places, system) }
  return { entry, leftOut: unusedAddresses(labelled, entry) }
}

/** Words of an address that tokens are asked for at. */
const TOKEN_ADDRESS_LABEL = /(refresh|token|login|auth|issuer|oidc|oauth)[a-z]*(url|uri|endpoint|host|server|address)$/

/** Whoever wrote such an address down meant the secrets to go there: a fault tells that they will not. */
function unusedAddresses(labelled: readonly Labelled[], entry: ImportedEntry): readonly Fault[] {
  const used = JSON.stringify(entry)
  return labelled
    .filter(({ label, value }) => TOKEN_ADDRESS_LABEL.test(label) && readAddress(withoutQuery(value)) !== null)
    .filter(({ value }) => !used.includes(JSON.stringify(value)))
    .map(({ label }) => fault('import_address_unused', { label: plainWord(label) }))
}

/** `settings.endpoints.token` and its like, back into the tree that they are paths of. */
function entryFrom(places: readonly Pasted[], system: string | null): Record<string, unknown> {
  const valuesUnder = (area: string): Record<string, string> =>
    Object.fromEntries(
      places
        .filter(({ field }) => field.startsWith(`${area}.`) && !field.slice(area.length + 1).includes('.'))
        .map(({ field, value }) => [field.slice(area.length + 1), value]),
    )
  const knownSystem = SYSTEMS.find(({ id }) => id === system)
  // Values that the system does not know would have the whole file refused, though no person typed them.
  const onlyNamed = (values: Record<string, string>, names: readonly { readonly name: string }[] | undefined) =>
    Object.fromEntries(
      Object.entries(values).filter(([name]) => names === undefined || names.some((each) => each.name === name)),
    )
  const endpoints = onlyNamed(valuesUnder('settings.endpoints'), knownSystem?.endpoints)
  const name = places.find(({ field }) => field === 'name')
  return {
    ...(name === undefined ? {} : { name: name.value }),
    settings: {
      ...(usesClientCredentials(places, system) ? { grant: 'client_credentials' } : {}),
      ...onlyNamed(valuesUnder('settings'), knownSystem?.settings),
      ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    },
    secrets: onlyNamed(valuesUnder('secrets'), knownSystem?.secrets),
  }
}

/** Whoever has a client secret and no token asks for tokens with the secret (RFC 6749 section 4.4). */
function usesClientCredentials(places: readonly Pasted[], system: string | null): boolean {
  const has = (field: string) => places.some((place) => place.field === field)
  return (
    system === 'oauth2' &&
    has('secrets.clientSecret') &&
    !has('secrets.refreshToken') &&
    !has('secrets.accessToken') &&
    !has('settings.grant')
  )
}

/** Words that name a system in labels such as DRAW_BASE_URL or RUNAI_CLIENT_ID. */
const SYSTEM_LABELS: readonly (readonly [RegExp, string])[] = [
  [/^(draw|chavi)/, 'draw'],
  [/^osais/, 'osais'],
  [/^runai/, 'runai'],
  [/^crafter/, 'crafter'],
  [/^(oauth|oidc)/, 'oauth2'],
]

/** By its own word, its labels, its host, or what only one system has; null when a person must say. */
function systemIn(places: readonly Pasted[], labelled: readonly Labelled[]): string | null {
  const valueAt = (field: string): string | undefined => places.find((place) => place.field === field)?.value
  const namedSystem = valueAt('system')
  if (namedSystem !== undefined) return namedSystem
  const word = SYSTEM_LABELS.find(([pattern]) => labelled.some(({ label }) => pattern.test(label)))
  const guess =
    word?.[1] ?? systemByHost(valueAt('settings.baseUrl')) ?? systemByFields(places, valueAt('secrets.accessToken'))
  return SYSTEMS.some(({ id }) => id === guess) ? guess : null
}

function systemByHost(baseUrl: string | undefined): string | null {
  const host = readAddress(baseUrl ?? '')?.host ?? ''
  if (/(^|\.)run\.ai(:|$)/.test(host)) return 'runai'
  return /(^|\.)(chavi\.ai|recode-with-r\.com)(:|$)/.test(host) ? 'draw' : null
}

function systemByFields(places: readonly Pasted[], accessToken: string | undefined): string | null {
  if (places.some(({ field }) => field === 'settings.endpoints.token' || field === 'settings.scope')) return 'oauth2'
  // DRAW alone writes into a token which of the two it is.
  return accessToken !== undefined && readJwt(accessToken)?.tokenType === 'access' ? 'draw' : null
}
