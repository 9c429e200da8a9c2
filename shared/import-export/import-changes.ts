import type { TagsAndNote } from '../connections/tags-and-note.ts'
import type { DraftBase, DraftReading } from '../entry/draft.ts'
import { endpointOf, type SecretName, type Settings, type SettingValue, type System } from '../systems/system.ts'

export type SettingChange = { readonly field: string; readonly from: string | null; readonly to: string | null }

/** `kept`: stored here and not in the file. The secret itself is never part of a change. */
export type SecretChange = {
  readonly name: SecretName
  readonly change: 'new' | 'replaced' | 'same' | 'kept' | 'absent'
}

/** Every setting and endpoint that the import would change. For a new connection: all that differ from the defaults. */
export function changesBetween(before: Settings | null, after: Settings, system: System): SettingChange[] {
  const settings = system.settings
    .filter(({ kind }) => kind !== 'moment')
    .map(({ name, default: standard }) => ({
      field: `settings.${name}`,
      from: before === null ? null : textOrNull(settingOf(before, name)),
      to: textOrNull(settingOf(after, name)),
      standard: textOrNull(standard),
    }))
  const endpoints = system.endpoints.map(({ name, default: standard }) => ({
    field: `settings.endpoints.${name}`,
    from: before === null ? null : textOrNull(endpointOf(system, before, name)),
    to: textOrNull(endpointOf(system, after, name)),
    standard: textOrNull(standard),
  }))
  return [...settings, ...endpoints]
    .filter(({ field, from, to, standard }) =>
      // The address is always told, also where it is the usual one: it decides who gets the secrets.
      before === null ? to !== null && (to !== standard || field === 'settings.baseUrl') : from !== to,
    )
    .map(({ field, from, to }) => ({ field, from, to }))
}

/** The same for tags and note; an entry without them changes nothing. */
export function tagAndNoteChanges(before: TagsAndNote | null, { tagsAndNote }: DraftReading): SettingChange[] {
  const { tags, note } = before ?? { tags: [], note: '' }
  const changes = [
    { field: 'tags', from: tags.join(', '), to: (tagsAndNote.tags ?? tags).join(', ') },
    { field: 'note', from: note, to: tagsAndNote.note ?? note },
  ]
  return changes
    .filter(({ from, to }) => from !== to)
    .map(({ field, from, to }) => ({ field, from: textOrNull(from), to: textOrNull(to) }))
}

export function secretChanges({ draft, typedSecrets }: DraftReading, base: DraftBase | null, system: System) {
  return system.secrets.map(({ name }): SecretChange => {
    const before = base?.secrets[name]
    if (!typedSecrets.includes(name)) return { name, change: before === undefined ? 'absent' : 'kept' }
    if (before === undefined) return { name, change: 'new' }
    return { name, change: before === draft.secrets[name] ? 'same' : 'replaced' }
  })
}

function settingOf(settings: Settings, name: string): SettingValue | undefined {
  if (name === 'baseUrl' || name === 'clientId' || name === 'maxRetries') return settings[name]
  return settings.own[name]
}

function textOrNull(value: SettingValue | undefined): string | null {
  if (value === undefined || value === '') return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
