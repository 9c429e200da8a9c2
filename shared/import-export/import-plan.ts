import { type Bound, originsOf, originsText, strayOrigins } from '../connections/binding.ts'
import { NAME_PATTERN } from '../connections/connection.ts'
import type { TagsAndNote } from '../connections/tags-and-note.ts'
import type { DraftBase, DraftReading } from '../entry/draft.ts'
import { judgedDraft } from '../entry/judged-draft.ts'
import { error, warning } from '../entry/mistake.ts'
import { plainWord } from '../entry/plain-word.ts'
import { FaultError, fault } from '../fault.ts'
import { SYSTEMS, systemNamed } from '../systems/registry.ts'
import type { Mistake, SecretName, System } from '../systems/system.ts'
import { changesBetween, type SecretChange, secretChanges, wordChanges } from './import-changes.ts'
import type { ImportedEntry } from './loose-entry.ts'
import { nameFor } from './name-for.ts'
import type { PlannedImport } from './planned-import.ts'

/** One that is there already, under the name that the entry has. */
export type Present = {
  readonly system: string
  readonly base: DraftBase
  readonly words: TagsAndNote
  /** Where its secrets may go, and which of them are there. */
  readonly bound: Bound
  readonly stored: readonly SecretName[]
}

export type PlanFacts = {
  readonly now: number
  readonly present: (name: string) => Promise<Present | null>
  /** Names that cannot be had any more: those of earlier entries of the same file. */
  readonly taken: readonly string[]
  /** Names that a suggestion should avoid. */
  readonly known: readonly string[]
}

export type Planned = {
  readonly planned: PlannedImport
  /** The JSON of `add` or, for a change, of `edit`. */
  readonly entry: Record<string, unknown>
  readonly reading: DraftReading | null
  /** Origins to which secrets that are here would go, and were not entered for. */
  readonly strays: readonly string[]
}

/** Judges one entry as `add` and `edit` would. Whatever is wrong with it comes back as its mistakes; nothing is raised. */
export async function planOf(imported: ImportedEntry, facts: PlanFacts): Promise<Planned> {
  const id = typeof imported['system'] === 'string' ? imported['system'] : ''
  const system = systemNamed(id)
  const name = typeof imported['name'] === 'string' ? imported['name'].trim() : ''
  if (system === null) {
    const known = SYSTEMS.map((each) => each.id).join(', ')
    const wrong = id === '' ? error('system', 'import_system_needed', { known }) : unknownSystem(id, known)
    return refused(sayable(name), id === '' ? '' : plainWord(id), [wrong])
  }
  const called = name === '' ? nameFor(imported, system, facts.known) : name
  if (!NAME_PATTERN.test(called)) return refused(sayable(called), system.id, [error('name', 'invalid_name')])
  if (facts.taken.includes(called)) return refused(called, system.id, [error('name', 'name_taken', { name: called })])
  const one = judged(imported, called, system, await facts.present(called), facts.now)
  return { ...one, planned: { ...one.planned, suggested: name === '' } }
}

function judged(imported: ImportedEntry, name: string, system: System, present: Present | null, now: number): Planned {
  if (present !== null && present.system !== system.id) {
    return refused(name, system.id, [error('system', 'system_fixed', { name })])
  }
  const base = present?.base ?? null
  const entry = present === null ? { ...imported, name, system: system.id } : withoutName(imported)
  try {
    const reading = judgedDraft(entry, system, base, now)
    const unnamed = present === null ? addressMissing(entry, system) : []
    const settings = changesBetween(base?.settings ?? null, reading.draft.settings, system)
    const changes = [...settings, ...wordChanges(present?.words ?? null, reading)]
    const secrets = secretChanges(reading, base, system)
    const strays = present === null ? [] : straysOf(present, reading, system)
    const mistakes = [...unnamed, ...reading.mistakes, ...redirection(present, strays)].map((each) => ({ ...each }))
    const action = actionOf(base !== null, changes.length > 0, secrets, mistakes)
    const origins = [...originsOf(system, { settings: reading.draft.settings, learned: {} })]
    const planned = { name, suggested: false, system: system.id, action, origins, changes, secrets, mistakes }
    return { planned, entry, reading, strays }
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    const { code, params } = thrown.fault
    return refused(name, system.id, [error(String(params['where'] ?? ''), code, params)])
  }
}

function withoutName({ name: _name, system: _system, ...rest }: ImportedEntry): Record<string, unknown> {
  return rest
}

function refused(name: string, system: string, mistakes: readonly Mistake[]): Planned {
  const nothing = { suggested: false, origins: [], changes: [], secrets: [] }
  const planned = { ...nothing, name, system, action: 'refused' as const, mistakes: [...mistakes] }
  return { planned, entry: {}, reading: null, strays: [] }
}

function unknownSystem(id: string, known: string): Mistake {
  return { level: 'error', field: 'system', ...fault('unknown_system', { system: plainWord(id), known }) }
}

/** Somebody may have a token where a name belongs. */
function sayable(name: string): string {
  return NAME_PATTERN.test(name) ? name : '?'
}

function actionOf(
  isThere: boolean,
  changed: boolean,
  secrets: readonly SecretChange[],
  mistakes: readonly Mistake[],
): PlannedImport['action'] {
  if (mistakes.some(({ level }) => level === 'error')) return 'refused'
  if (!isThere) return 'add'
  return changed || secrets.some(({ change }) => change === 'new' || change === 'replaced') ? 'change' : 'same'
}

/** A file from somebody else could quietly send the secrets of this computer to a server of his own. */
function straysOf({ base, bound, stored }: Present, { draft, typedSecrets }: DraftReading, system: System) {
  return strayOrigins(system, bound, { before: base, after: draft }, { stored, typed: typedSecrets })
}

/** A file that names no server leaves it open who gets the secrets: the usual one is told, and taken only when it is named. */
function addressMissing({ settings }: Record<string, unknown>, system: System): Mistake[] {
  const field = system.settings.find(({ name }) => name === 'baseUrl')
  const named = Object.hasOwn(Object(settings), 'baseUrl')
  if (named || field?.default === undefined) return []
  return [error('settings.baseUrl', 'import_address_missing', { standard: String(field.default) })]
}

function redirection(present: Present | null, strays: readonly string[]): Mistake[] {
  if (strays.length === 0) return []
  const bound = originsText(present?.bound.origins ?? [])
  return [warning('secrets', 'import_sends_secrets', { bound, wanted: originsText(strays) })]
}
