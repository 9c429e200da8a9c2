import type { System } from '../../../shared/systems/system.ts'
import type { FormValues } from '../form-values.ts'
import { isAbsence } from './absent-fields.ts'
import { type JudgementFacts, judge } from './judgement.ts'

/**
 * The fields that may not stay empty as the others stand now, found by asking the judge itself what it says of each when it
 * is empty: what a system requires hangs on its other settings.
 */
export function requiredFields(values: FormValues, facts: JudgementFacts): ReadonlySet<string> {
  const { system } = facts
  const blanks: readonly (readonly [string, FormValues])[] = [
    ['name', { ...values, name: '' }],
    ...askable(system).map(
      (name) => [`settings.${name}`, { ...values, settings: { ...values.settings, [name]: '' } }] as const,
    ),
    ...system.endpoints.map(
      ({ name }) =>
        [`settings.endpoints.${name}`, { ...values, endpoints: { ...values.endpoints, [name]: '' } }] as const,
    ),
    ...system.secrets.map(
      ({ name }) => [`secrets.${name}`, { ...values, secrets: { ...values.secrets, [name]: '' } }] as const,
    ),
  ]
  return new Set(
    blanks
      .filter(([field, blank]) =>
        judge(blank, facts).byField[field]?.some((mistake) => mistake.level === 'error' && isAbsence(mistake)),
      )
      .map(([field]) => field),
  )
}

/** Switches, maps and choices are never empty, and a date is only ever asked for. */
function askable({ settings }: System): readonly string[] {
  return settings.filter(({ kind }) => ['url', 'text', 'integer'].includes(kind)).map(({ name }) => name)
}
