import type { ConnectionView } from '../../shared/connections/view.ts'
import { jsonIn } from '../../shared/encoding/json-text.ts'
import type { DraftBase } from '../../shared/entry/draft.ts'
import type { Pasted } from '../../shared/entry/paste/paste.ts'
import { pastedReply } from '../../shared/entry/paste/pasted-reply.ts'
import { pastedTokens } from '../../shared/entry/paste/pasted-tokens.ts'
import type { SecretName, SettingField, SettingValue, System } from '../../shared/systems/system.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { type TypedMoment, typedMomentFrom, zonedIso } from './inputs/zoned-moment.ts'

/** What stands in the inputs, as text and switches. Secrets are only ever what was typed just now. */
export type FormValues = {
  readonly name: string
  /** As typed, with spaces or commas between them. */
  readonly tags: string
  readonly note: string
  readonly settings: Readonly<Record<string, string | boolean>>
  readonly endpoints: Readonly<Record<string, string>>
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>
  readonly expiry: TypedMoment
}

/** The system's defaults, or what the connection has now. */
export function initialValues(system: System, view: ConnectionView | null, zone: string): FormValues {
  return {
    name: view?.name ?? '',
    tags: view?.tags.join(' ') ?? '',
    note: view?.note ?? '',
    settings: Object.fromEntries(
      system.settings.filter(({ kind }) => kind !== 'moment').map((field) => [field.name, shown(field, view)]),
    ),
    endpoints: Object.fromEntries(
      system.endpoints.map(({ name, default: standard }) => [name, view?.endpoints[name] ?? standard]),
    ),
    secrets: {},
    expiry: typedMomentFrom(view?.expirySource === 'typed' ? momentOf(view.expiresAt) : null, zone),
  }
}

function shown(field: SettingField, view: ConnectionView | null): string | boolean {
  const value = view === null ? field.default : (settingOf(view, field.name) ?? field.default)
  if (field.kind === 'flag') return value === true
  if (typeof value === 'object') return linesOf(value)
  return value === undefined ? '' : String(value)
}

function settingOf(view: ConnectionView, name: string): SettingValue | undefined {
  if (name === 'baseUrl' || name === 'clientId' || name === 'maxRetries') return view[name]
  return view.own[name]
}

/** The JSON of `add` and `edit`. An empty number counts as not given, an empty text as taken out. */
export function entryOf(values: FormValues, system: System, what: 'new' | 'kept'): Record<string, unknown> {
  const isNew = what === 'new'
  const settings = system.settings
    .filter(({ kind }) => kind !== 'moment')
    .flatMap((field) => {
      const value = settingIn(values.settings[field.name] ?? '', field)
      return value === undefined ? [] : [[field.name, value] as const]
    })
  const endpoints = system.endpoints.map(({ name, default: standard }) => {
    const typed = (values.endpoints[name] ?? '').trim()
    return [name, typed === standard ? '' : typed] as const
  })
  const secrets = Object.entries(values.secrets).filter(([, value]) => value.trim() !== '')
  const expiresAt = zonedIso(values.expiry)
  return {
    ...(isNew ? { name: values.name.trim(), system: system.id } : {}),
    tags: values.tags.split(/[\s,;]+/).filter((tag) => tag !== ''),
    note: values.note,
    settings: {
      ...Object.fromEntries(settings),
      endpoints: Object.fromEntries(endpoints),
      ...(hasExpiry(system) && expiresAt !== null ? { expiresAt } : {}),
    },
    secrets: Object.fromEntries(secrets),
  }
}

function hasExpiry(system: System): boolean {
  return system.settings.some(({ kind }) => kind === 'moment')
}

function settingIn(typed: string | boolean, { kind }: SettingField): SettingValue | undefined {
  if (typeof typed === 'boolean') return typed
  if (kind === 'map') return recordOf(typed)
  return (kind === 'integer' || kind === 'choice') && typed.trim() === '' ? undefined : typed
}

/** `name=value`, one a line. */
export function recordOf(lines: string): Record<string, string> {
  return Object.fromEntries(
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.indexOf('=')
        return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
      }),
  )
}

/** The same the other way round. */
export function linesOf(record: Readonly<Record<string, string>>): string {
  return Object.entries(record)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
}

/** Stands for a secret that is there and that the page never sees; unlike for each, since equal ones are a mistake. */
function unseen(name: string): string {
  return `kept-${name}`
}

/** What an edit is judged against. */
export function baseOf(view: ConnectionView, system: System): DraftBase {
  const changed = system.endpoints.flatMap(({ name, default: standard }) => {
    const set = view.endpoints[name]
    return set === undefined || set === standard ? [] : [[name, set] as const]
  })
  const kept = system.secrets.filter(({ name }) => view.secrets[name]?.present === true)
  return {
    settings: {
      baseUrl: view.baseUrl,
      clientId: view.clientId,
      maxRetries: view.maxRetries,
      endpoints: Object.fromEntries(changed),
      own: view.own,
    },
    secrets: Object.fromEntries(kept.map(({ name }) => [name, unseen(name)])),
    typedExpiresAt: view.expirySource === 'typed' ? momentOf(view.expiresAt) : null,
  }
}

/** Where, and with which clock, a paste is sorted in. */
type Place = { readonly system: System; readonly zone: string; readonly now: number }

/** What was pasted into the field of one secret, where it is the server's whole reply, or a command with tokens in it; null for anything else. */
export function replySortedIn(
  values: FormValues,
  name: SecretName,
  pasted: string,
  { system, zone, now }: Place,
): Sorted | null {
  // A private key may be JSON itself, and its system looks at it.
  const parts = name === 'privateKey' ? [] : partsOf(pasted, system, now)
  if (parts.length === 0) return null
  // Whatever stood in this field before was replaced by the reply.
  const sorted = sortedIn({ ...values, secrets: { ...values.secrets, [name]: '' } }, parts, system, zone)
  return sorted.used.length === 0 ? null : sorted
}

function partsOf(pasted: string, system: System, now: number): readonly Pasted[] {
  const wanted = system.secrets.map(({ name }) => name)
  const reply = pastedReply(pasted, now, wanted)
  if (reply === null) return pastedTokens(pasted, now)
  if (reply.kind !== 'parts') return []
  const parts = Object.entries(reply.secrets).map(([each, value]) => ({ field: `secrets.${each}`, value }))
  return reply.expiresAt === null ? parts : [...parts, { field: 'settings.expiresAt', value: reply.expiresAt }]
}

export type Sorted = {
  readonly values: FormValues
  readonly used: readonly string[]
  readonly unused: readonly string[]
}

/** Puts what was pasted into the fields of this system; `used` and `unused` are field paths. */
export function sortedIn(values: FormValues, pasted: readonly Pasted[], system: System, zone: string): Sorted {
  let next = values
  const used: string[] = []
  const unused: string[] = []
  for (const each of pasted) {
    const placed = placeOne(next, each, system, zone)
    if (placed === null) unused.push(each.field)
    else {
      next = placed
      used.push(each.field)
    }
  }
  return { values: next, used, unused: unused.filter((field) => field !== 'system') }
}

function asTyped(value: string, { kind }: SettingField): string | boolean {
  if (kind === 'flag') return value === 'true'
  const record = kind === 'map' ? jsonIn(value) : null
  return isTexts(record) ? linesOf(record) : value
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string')
}

function placeOne(values: FormValues, { field, value }: Pasted, system: System, zone: string): FormValues | null {
  const [area = '', name = '', endpoint = ''] = field.split('.')
  if (field === 'name' || field === 'tags' || field === 'note') return { ...values, [field]: value }
  if (field === 'settings.expiresAt') {
    return hasExpiry(system) ? { ...values, expiry: typedMomentFrom(value, zone) } : null
  }
  if (area === 'secrets') {
    const known = system.secrets.find((secret) => secret.name === name)
    return known === undefined ? null : { ...values, secrets: { ...values.secrets, [known.name]: value } }
  }
  if (name === 'endpoints') {
    const known = system.endpoints.some((each) => each.name === endpoint)
    return known ? { ...values, endpoints: { ...values.endpoints, [endpoint]: value } } : null
  }
  const setting = system.settings.find((each) => each.name === name)
  if (setting === undefined) return null
  return { ...values, settings: { ...values.settings, [name]: asTyped(value, setting) } }
}
