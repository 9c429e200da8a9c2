import type { System } from '../../../shared/systems/system.ts'
import { entryOf, type FormValues } from '../form-values.ts'

/** One connection, two people: what a form does when somebody else saves while it is open. Pure. */

/** What somebody else has made of a field since the form was opened, as inputs show it. */
type ChangedField = { readonly field: string; readonly from: string; readonly to: string }

/** `secrets`: somebody has entered some as well, which are nobody's to see. */
export type Meanwhile = { readonly fields: readonly ChangedField[]; readonly secrets: boolean }

export function changedMeanwhile(before: FormValues, after: FormValues): readonly ChangedField[] {
  const [one, other] = [inputsOf(before), inputsOf(after)]
  return Object.keys(other).flatMap((field) => {
    const [from, to] = [one[field] ?? '', other[field] ?? '']
    return from === to ? [] : [{ field, from, to }]
  })
}

/** By the field's path, as text; secrets are nobody's to see, and the name goes its own way (save-edit.ts). */
function inputsOf({ tags, note, settings, endpoints }: FormValues): Readonly<Record<string, string>> {
  const named = (area: string, values: Readonly<Record<string, string | boolean>>) =>
    Object.entries(values).map(([name, value]) => [`${area}.${name}`, String(value)] as const)
  return { ...Object.fromEntries([...named('settings', settings), ...named('endpoints', endpoints)]), tags, note }
}

/** The form as it goes on: what this person has not touched takes the newer value, and what was typed stays. */
export function rebased(values: FormValues, before: FormValues, after: FormValues): FormValues {
  const each = <Value>(mine: Readonly<Record<string, Value>>, was: typeof mine, is: typeof mine): typeof mine =>
    Object.fromEntries(
      Object.entries(mine).map(([name, value]) => [name, isSame(value, was[name]) ? (is[name] ?? value) : value]),
    )
  return {
    ...values,
    tags: values.tags === before.tags ? after.tags : values.tags,
    note: values.note === before.note ? after.note : values.note,
    settings: each(values.settings, before.settings, after.settings),
    endpoints: each(values.endpoints, before.endpoints, after.endpoints),
    expiry: isSame(values.expiry, before.expiry) ? after.expiry : values.expiry,
  }
}

/** What `edit` is given: only what differs from what the form was opened with, so that nothing else is written over. */
export function changedEntry(values: FormValues, opened: FormValues, system: System): Record<string, unknown> {
  const [now, then] = [partsOf(values, system), partsOf(opened, system)]
  const endpoints = differing(now.endpoints, then.endpoints)
  // An end belongs to the token that it came with: a new token has it from this form or from itself, never from before.
  const end = now.secrets['accessToken'] === undefined && now.expiresAt === then.expiresAt ? undefined : now.expiresAt
  const settings = {
    ...differing(now.settings, then.settings),
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    ...(end === undefined ? {} : { expiresAt: end }),
  }
  const words = differing(now.words, then.words)
  const wordsAlone = Object.keys({ ...settings, ...now.secrets }).length === 0 && Object.keys(words).length > 0
  return { ...words, ...(wordsAlone ? {} : { settings, secrets: now.secrets }) }
}

type Values = Readonly<Record<string, unknown>>
type Parts = {
  readonly settings: Values
  readonly endpoints: Values
  readonly secrets: Values
  readonly words: Values
  readonly expiresAt: unknown
}

function partsOf(values: FormValues, system: System): Parts {
  const { settings: all, secrets, ...words } = entryOf(values, system, 'kept')
  const { endpoints, expiresAt, ...settings } = all as Values
  return { settings, endpoints: endpoints as Values, secrets: secrets as Values, words, expiresAt }
}

function differing(now: Values, then: Values): Values {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => !isSame(value, then[name])))
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
