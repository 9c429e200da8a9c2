import type { Handlers, Preferences } from '../../shared/api/contract/contract.ts'
import { raise } from '../../shared/fault.ts'
import { LANGUAGE_CHOICES } from '../../shared/preferences/language-choice.ts'
import { THEMES } from '../../shared/preferences/theme.ts'

export const DEFAULT_PREFERENCES: Preferences = { backgroundRenewal: true, journalEntries: 2_000 }

const JOURNAL_LEAST = 100
const JOURNAL_MOST = 100_000

type Kept = { preferences(): Preferences; setPreferences(next: Preferences): void }

export function preferenceCalls(kept: Kept, refresher: { replanAll(): void }) {
  return {
    'settings.get': async () => kept.preferences(),
    'settings.set': async ({ key, value }) => {
      kept.setPreferences(withPreference(kept.preferences(), key, value))
      refresher.replanAll()
      return kept.preferences()
    },
  } satisfies Partial<Handlers>
}

/** The preferences with one key set from text, as typed on a command line. Raises `unknown_setting` or a mistake. */
export function withPreference(current: Preferences, key: string, value: string): Preferences {
  switch (key) {
    case 'backgroundRenewal':
      return { ...current, backgroundRenewal: readSwitch(key, value) }
    case 'journalEntries':
      return { ...current, journalEntries: readCount(key, value) }
    case 'theme':
      return { ...current, theme: readChoice(key, value, THEMES) }
    case 'language':
      return { ...current, language: readChoice(key, value, LANGUAGE_CHOICES) }
    default:
      raise('unknown_setting', { known: [...Object.keys(DEFAULT_PREFERENCES), 'theme', 'language'].join(', ') })
  }
}

function readSwitch(field: string, value: string): boolean {
  if (value === 'true' || value === 'on' || value === 'yes') return true
  if (value === 'false' || value === 'off' || value === 'no') return false
  raise('not_a_choice', { field, choices: 'true, false' })
}

function readCount(field: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) raise('not_a_number', { field })
  const count = Number(value)
  if (count < JOURNAL_LEAST || count > JOURNAL_MOST)
    raise('out_of_range', { field, least: JOURNAL_LEAST, most: JOURNAL_MOST })
  return count
}

function readChoice<Choice extends string>(field: string, value: string, choices: readonly Choice[]): Choice {
  return choices.find((choice) => choice === value) ?? raise('not_a_choice', { field, choices: choices.join(', ') })
}
