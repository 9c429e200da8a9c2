import type { System } from '../../../shared/systems/system.ts'
import { fieldText, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { aligned, wrapped } from '../output/columns.ts'
import { systemExample } from './system-example.ts'

type Surface = { readonly columns: number }

/** One system for somebody who is about to fill it in: what to copy from where, defaults, and an example. */
export function systemPage(texts: Texts, system: System, surface: Surface): string {
  const { words } = texts
  const parts = [
    system.title,
    wrapped(texts.systems[system.id]?.about ?? '', Math.min(surface.columns, 90)),
    section(texts, system, surface, words.systemFields, settingRows(texts, system)),
    section(texts, system, surface, words.systemSecrets, secretRows(texts, system)),
    section(texts, system, surface, words.systemEndpoints, endpointRows(texts, system)),
    presetsPart(texts, system),
    `${words.systemExample}\n${JSON.stringify(systemExample(system), null, 2)}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

type FieldRow = { readonly field: string; readonly notes: readonly string[] }

function section(texts: Texts, system: System, { columns }: Surface, title: string, rows: readonly FieldRow[]): string {
  if (rows.length === 0) return ''
  const heads = aligned(rows.map(({ field, notes }) => [field.replace('endpoints.', ''), notes.join(', ')]))
  const lines = rows.flatMap(({ field }, index) => [
    `  ${heads[index]?.trimEnd()}`,
    wrapped(fieldText(texts, system.id, field)?.help ?? '', Math.min(columns, 90), '      '),
  ])
  return [title, ...lines].join('\n')
}

function presetsPart({ words }: Texts, { presets = [] }: System): string {
  if (presets.length === 0) return ''
  const lines = presets.map(({ title, settings }) => `  ${title}\n      ${JSON.stringify(settings)}`)
  return [words.systemPresets, ...lines].join('\n')
}

function requiredNote(texts: Texts, required: boolean): string[] {
  return required ? [texts.words.required] : []
}

function defaultNote(texts: Texts, value: unknown): string[] {
  return value === undefined || value === '' ? [] : [filled(texts.words.default, { value: String(value) })]
}

function settingRows(texts: Texts, system: System): FieldRow[] {
  return system.settings.map(({ name, required, default: standard, choices }) => ({
    field: name,
    notes: [
      ...requiredNote(texts, required && standard === undefined),
      ...(choices === undefined ? [] : [filled(texts.words.choices, { choices: choices.join(', ') })]),
      ...defaultNote(texts, standard),
    ],
  }))
}

function secretRows(texts: Texts, system: System): FieldRow[] {
  return system.secrets.map(({ name, required }) => ({ field: name, notes: requiredNote(texts, required) }))
}

function endpointRows(texts: Texts, system: System): FieldRow[] {
  return system.endpoints.map(({ name, required, unless, default: standard }) => ({
    field: `endpoints.${name}`,
    // What a setting makes needless says so in its own words.
    notes: [
      ...requiredNote(texts, required && unless === undefined && standard === ''),
      ...defaultNote(texts, standard),
    ],
  }))
}
