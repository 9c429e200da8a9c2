import { keptSecrets, originsText, strayOrigins } from '../../../shared/connections/binding.ts'
import { NAME_PATTERN } from '../../../shared/connections/connection.ts'
import { readAddress } from '../../../shared/entry/address.ts'
import type { DraftBase, DraftReading } from '../../../shared/entry/draft.ts'
import { judgeDraft } from '../../../shared/entry/judge-draft.ts'
import { error, warning } from '../../../shared/entry/mistake.ts'
import { holdsTokenShape } from '../../../shared/entry/readable-settings.ts'
import { withoutEnds } from '../../../shared/entry/trimming.ts'
import { type Draft, type Mistake, SECRET_NAMES, type System } from '../../../shared/systems/system.ts'
import { entryOf, type FormValues } from '../form-values.ts'

/** What is wrong with what stands in the form: the very list that the keeper runs before it saves. */
export type Judgement = {
  readonly draft: Draft
  readonly byField: Readonly<Record<string, readonly Mistake[]>>
  readonly errors: number
}

export type JudgementFacts = {
  readonly system: System
  /** Null for a new connection. */
  readonly base: DraftBase | null
  /** The origins that its secrets were entered for. */
  readonly boundTo?: readonly string[]
  /** Names that other connections have. */
  readonly taken: readonly string[]
  readonly now: number
}

export function judge(values: FormValues, { system, base, boundTo, taken, now }: JudgementFacts): Judgement {
  const reading = judgeDraft(entryOf(values, system, base === null ? 'new' : 'kept'), system, base, now)
  const { draft, mistakes } = reading
  const elsewhere = base === null || boundTo === undefined ? [] : enteredElsewhere(reading, base, system, boundTo)
  const all = unique([...nameMistakes(values.name.trim(), taken), ...mistakes, ...elsewhere])
  return {
    draft,
    byField: Object.groupBy(all, ({ field }) => fieldShown(field)) as Record<string, readonly Mistake[]>,
    errors: all.filter(({ level }) => level === 'error').length,
  }
}

/** Beside each secret that would be sent to another server than it was entered for. */
function enteredElsewhere(
  { draft, typedSecrets: typed }: DraftReading,
  base: DraftBase,
  system: System,
  boundTo: readonly string[],
): readonly Mistake[] {
  const stored = SECRET_NAMES.filter((name) => base.secrets[name] !== undefined)
  const bound = { origins: [...boundTo], open: false }
  const strays = strayOrigins(system, bound, { before: base, after: draft }, { stored, typed })
  if (strays.length === 0) return []
  const wanted = originsText(strays)
  return keptSecrets(system, base, draft, stored, typed).map((name) =>
    warning(`secrets.${name}`, 'secret_entered_elsewhere', { bound: originsText(boundTo), wanted }),
  )
}

/** An extra parameter's mistake stands beside the one field in which all of them are typed. */
function fieldShown(field: string): string {
  return field.startsWith('settings.extra.') ? 'settings.extra' : field
}

/** Two rules may find the same thing; a person shall read it once. */
function unique(mistakes: readonly Mistake[]): readonly Mistake[] {
  const seen = new Set<string>()
  return mistakes.filter(({ field, code }) => {
    const key = `${field} ${code}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function nameMistakes(name: string, taken: readonly string[]): readonly Mistake[] {
  if (name === '') return [error('name', 'required_missing', { field: 'name' })]
  // A name made of it would have most of it in small letters.
  if (holdsTokenShape(name)) return [error('name', 'text_holds_secret', { field: 'name' })]
  if (!NAME_PATTERN.test(name))
    return [error('name', 'invalid_name', { field: 'name' }, freeName(plainName(name), taken))]
  return taken.includes(name) ? [error('name', 'name_taken', { name }, freeName(name, taken))] : []
}

/** Small letters, digits and hyphens are left of it; nothing, where there were none. */
function plainName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
  return withoutEnds(plain.replace(/[^a-z0-9]+/g, '-'), '-').slice(0, 60)
}

/** The name, or the first of those after it that no other connection has; null where there is none to make. */
function freeName(stem: string, taken: readonly string[]): string | null {
  if (stem === '') return null
  const free = ['', '-2', '-3', '-4', '-5', '-6', '-7', '-8', '-9'].find((end) => !taken.includes(`${stem}${end}`))
  return `${stem}${free ?? ''}`
}

/**
 * A name that fits, from the system and what tells its connections apart: the client ID, and the server where a system
 * has none. "Institute A" of DRAW becomes `draw-institute-a`; empty when there is nothing to make one from.
 */
export function suggestedName(system: System, settings: FormValues['settings'], taken: readonly string[]): string {
  const told = plainName(tellingText(system, settings))
  return told === '' ? '' : (freeName(`${system.id}-${told}`.slice(0, 60), taken) ?? '')
}

function tellingText(system: System, { clientId, baseUrl }: FormValues['settings']): string {
  if (system.settings.some(({ name }) => name === 'clientId')) return String(clientId ?? '')
  return readAddress(String(baseUrl ?? ''))?.host.replace(/:\d+$/, '') ?? ''
}
