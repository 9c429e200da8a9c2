import { type Bound, originsOf, originsText, strayOrigins } from '../connections/binding.ts'
import { NAME_PATTERN } from '../connections/connection.ts'
import type { TagsAndNote } from '../connections/tags-and-note.ts'
import type { DraftBase, DraftReading } from '../entry/draft.ts'
import { judgeDraft } from '../entry/judge-draft.ts'
import { error, warning } from '../entry/mistake.ts'
import { plainWord } from '../entry/plain-word.ts'
import { FaultError, fault } from '../fault.ts'
import { SYSTEMS, systemNamed } from '../systems/registry.ts'
import type { Mistake, SecretName, System } from '../systems/system.ts'
import type { ImportedEntry } from './entry-from-labels.ts'
import { changesBetween, type SecretChange, secretChanges, tagAndNoteChanges } from './import-changes.ts'
import { nameFor } from './name-for.ts'
import type { PlannedImport } from './planned-import.ts'

/** The connection that already has the entry's name. */
export type ExistingConnection = {
  readonly system: string
  readonly base: DraftBase
  readonly words: TagsAndNote
  /** Where its secrets may be sent, and which of them are stored. */
  readonly bound: Bound
  readonly stored: readonly SecretName[]
}

export type PlanFacts = {
  readonly now: number
  readonly findExisting: (name: string) => Promise<ExistingConnection | null>
  /** Names of earlier entries of the same file, which no further entry may have. */
  readonly usedNames: readonly string[]
  /** Names that a suggestion should avoid. */
  readonly avoidedNames: readonly string[]
}

export type EntryPlan = {
  readonly planned: PlannedImport
  /** The JSON of `add` or, for a change, of `edit`. */
  readonly entry: Record<string, unknown>
  readonly reading: DraftReading | null
  /** Origins that stored secrets would be sent to though they were not entered for them. */
  readonly strays: readonly string[]
}

/** Judges one entry as `add` and `edit` would. Everything wrong with it comes back as its mistakes; nothing is raised. */
export async function planOf(imported: ImportedEntry, facts: PlanFacts): Promise<EntryPlan> {
  const id = typeof imported['system'] === 'string' ? imported['system'] : ''
  const system = systemNamed(id)
  const name = typeof imported['name'] === 'string' ? imported['name'].trim() : ''
  if (system === null) {
    const known = SYSTEMS.map((each) => each.id).join(', ')
    const wrong = id === '' ? error('system', 'import_system_needed', { known }) : unknownSystem(id, known)
    return refusedPlan(printableName(name), id === '' ? '' : plainWord(id), [wrong])
  }
  const finalName = name === '' ? nameFor(imported, system, facts.avoidedNames) : name
  if (!NAME_PATTERN.test(finalName))
    return refusedPlan(printableName(finalName), system.id, [error('name', 'invalid_name')])
  if (facts.usedNames.includes(finalName))
    return refusedPlan(finalName, system.id, [error('name', 'name_taken', { name: finalName })])
  const one = planEntry(imported, finalName, system, await facts.findExisting(finalName), facts.now)
  return { ...one, planned: { ...one.planned, suggested: name === '' } }
}

function planEntry(
  imported: ImportedEntry,
  name: string,
  system: System,
  present: ExistingConnection | null,
  now: number,
): EntryPlan {
  if (present !== null && present.system !== system.id) {
    return refusedPlan(name, system.id, [error('system', 'system_fixed', { name })])
  }
  const base = present?.base ?? null
  const entry = present === null ? { ...imported, name, system: system.id } : withoutName(imported)
  try {
    const reading = judgeDraft(entry, system, base, now)
    const addressMistakes = present === null ? addressMissing(entry, system) : []
    const settings = changesBetween(base?.settings ?? null, reading.draft.settings, system)
    const changes = [...settings, ...tagAndNoteChanges(present?.words ?? null, reading)]
    const secrets = secretChanges(reading, base, system)
    const strays = present === null ? [] : straysOf(present, reading, system)
    const mistakes = [...addressMistakes, ...reading.mistakes, ...redirectionWarnings(present, strays)].map((each) => ({
      ...each,
    }))
    const action = actionOf(base !== null, changes.length > 0, secrets, mistakes)
    const origins = [...originsOf(system, { settings: reading.draft.settings, learned: {} })]
    const planned = { name, suggested: false, system: system.id, action, origins, changes, secrets, mistakes }
    return { planned, entry, reading, strays }
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    const { code, params } = thrown.fault
    return refusedPlan(name, system.id, [error(String(params['where'] ?? ''), code, params)])
  }
}

function withoutName({ name: _name, system: _system, ...rest }: ImportedEntry): Record<string, unknown> {
  return rest
}

function refusedPlan(name: string, system: string, mistakes: readonly Mistake[]): EntryPlan {
  const nothing = { suggested: false, origins: [], changes: [], secrets: [] }
  const planned = { ...nothing, name, system, action: 'refused' as const, mistakes: [...mistakes] }
  return { planned, entry: {}, reading: null, strays: [] }
}

function unknownSystem(id: string, known: string): Mistake {
  return { level: 'error', field: 'system', ...fault('unknown_system', { system: plainWord(id), known }) }
}

/** Somebody may have a token where a name belongs. */
function printableName(name: string): string {
  return NAME_PATTERN.test(name) ? name : '?'
}

function actionOf(
  isThere: boolean,
  isChanged: boolean,
  secrets: readonly SecretChange[],
  mistakes: readonly Mistake[],
): PlannedImport['action'] {
  if (mistakes.some(({ level }) => level === 'error')) return 'refused'
  if (!isThere) return 'add'
  return isChanged || secrets.some(({ change }) => change === 'new' || change === 'replaced') ? 'change' : 'same'
}

/** A file from somebody else could make this computer send its secrets to that person's server. */
function straysOf({ base, bound, stored }: ExistingConnection, { draft, typedSecrets }: DraftReading, system: System) {
  return strayOrigins(system, bound, { before: base, after: draft }, { stored, typed: typedSecrets })
}

/** A file that names no server leaves open who gets the secrets: the default is suggested, and used only once it is named. */
function addressMissing({ settings }: Record<string, unknown>, system: System): Mistake[] {
  const field = system.settings.find(({ name }) => name === 'baseUrl')
  const named = Object.hasOwn(Object(settings), 'baseUrl')
  if (named || field?.default === undefined) return []
  return [error('settings.baseUrl', 'import_address_missing', { standard: String(field.default) })]
}

function redirectionWarnings(present: ExistingConnection | null, strays: readonly string[]): Mistake[] {
  if (strays.length === 0) return []
  const bound = originsText(present?.bound.origins ?? [])
  return [warning('secrets', 'import_sends_secrets', { bound, wanted: originsText(strays) })]
}
