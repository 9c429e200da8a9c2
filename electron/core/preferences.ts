import type { Handlers, Notice, Preferences } from '../../shared/api/contract/contract.ts'
import { raise } from '../../shared/fault.ts'
import { JOURNAL_ENTRIES } from '../../shared/preferences/journal-entries.ts'
import { LANGUAGE_CHOICES } from '../../shared/preferences/language-choice.ts'
import { THEMES } from '../../shared/preferences/theme.ts'

export const DEFAULT_PREFERENCES: Preferences = {
  backgroundRenewal: true,
  journalEntries: 2_000,
  'consumers.port': 0,
  'consumers.bridge': '',
  'consumers.address': '',
  'consumers.certificate': '',
  'consumers.key': '',
}

/** What is in force of those that are absent until somebody has chosen. */
export const UNCHOSEN_PREFERENCES = { theme: 'auto', language: 'auto', demoGuide: true } satisfies Partial<Preferences>

type Kept = { preferences(): Preferences; setPreferences(next: Preferences): Promise<void> }

export function preferenceCalls(kept: Kept, refresher: { replanAll(): void }, tell: (notice: Notice) => void) {
  return {
    'settings.get': async () => kept.preferences(),
    'settings.set': async ({ key, value }) => {
      const before = kept.preferences()
      await kept.setPreferences(withPreference(before, key, value))
      refresher.replanAll()
      const now = kept.preferences()
      if (now[key as keyof Preferences] !== before[key as keyof Preferences]) tell({ notice: 'settings.changed' })
      return now
    },
  } satisfies Partial<Handlers>
}

/** The preferences with one key set from text, as typed on a command line. Raises `unknown_setting` or a mistake. */
export function withPreference(current: Preferences, key: string, value: string): Preferences {
  switch (key) {
    case 'backgroundRenewal':
      return { ...current, backgroundRenewal: readSwitch(key, value) }
    case 'journalEntries':
      return { ...current, journalEntries: readNumber(key, value, JOURNAL_ENTRIES.least, JOURNAL_ENTRIES.most) }
    case 'theme':
      return { ...current, theme: readChoice(key, value, THEMES) }
    case 'demoGuide':
      return { ...current, demoGuide: readSwitch(key, value) }
    case 'language':
      return { ...current, language: readChoice(key, value, LANGUAGE_CHOICES) }
    default:
      if (OF_OTHER_CALLS.includes(key)) raise('call_refused', { call: key })
      raise('unknown_setting', { known: Object.keys({ ...DEFAULT_PREFERENCES, ...UNCHOSEN_PREFERENCES }).join(', ') })
  }
}

/** The same for where consumers come to, from the command line alone. Raises a mistake, or `unknown_setting`. */
export function withConsumerPlace(current: Preferences, key: string, value: string): Preferences {
  switch (key) {
    case 'consumers.port':
      return { ...current, [key]: readNumber(key, value, 0, MOST_PORT) }
    case 'consumers.bridge':
      // Whether that is a bridge of this computer, whoever listens there looks up.
      if (value !== 'none' && !ADDRESS.test(value)) raise('not_a_bridge', { address: '' })
      return { ...current, [key]: value === 'none' ? '' : value }
    case 'consumers.address':
      return withTls({ ...current, [key]: value === 'none' ? '' : listenAddress(value) })
    case 'consumers.certificate':
    case 'consumers.key':
      return withTls({ ...current, [key]: value === 'none' ? '' : fullPath(key, value) })
    default:
      raise('unknown_setting', { known: CONSUMER_PLACES.join(', ') })
  }
}

/** What opens a port, or says how. */
export const CONSUMER_PLACES = [
  'consumers.port',
  'consumers.bridge',
  'consumers.address',
  'consumers.certificate',
  'consumers.key',
] as const satisfies readonly (keyof Preferences)[]

/** No page may open a port, or say what runs: `consumers.listen` and `notify.set` are the calls for that. */
const OF_OTHER_CALLS: readonly string[] = [
  ...CONSUMER_PLACES,
  ...['notify.command', 'notify.webhook', 'notify.webhook.secret'],
]

/** Tokens travel to other computers under TLS or not at all. */
function withTls(next: Preferences): Preferences {
  const { 'consumers.address': address, 'consumers.certificate': certificate, 'consumers.key': key } = next
  if (address !== '' && (certificate === '' || key === '')) raise('consumers_need_tls')
  return next
}

/** `0.0.0.0:8443` or `[::]:8443`; whether this computer has that address, whoever listens there looks up. */
function listenAddress(value: string): string {
  const [, four, six, port] = /^(?:((?:\d{1,3}\.){3}\d{1,3})|\[([0-9a-f:.]{2,45})\]):(\d{1,5})$/i.exec(value) ?? []
  const isAddress = four !== undefined || six !== undefined
  if (!isAddress || Number(port) < 1 || Number(port) > MOST_PORT) raise('invalid_listen_address')
  return value.toLowerCase()
}

/** A keeper runs in another folder than whoever types. */
function fullPath(field: string, value: string): string {
  if (!/^(?:\/|[a-z]:[\\/])/i.test(value) || value.length > LONGEST_PATH) raise('bad_shape', { where: field })
  return value
}

const MOST_PORT = 65_535
const LONGEST_PATH = 4_096
/** IPv4, as container engines have it. */
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/

function readSwitch(field: string, value: string): boolean {
  if (value === 'true' || value === 'on' || value === 'yes') return true
  if (value === 'false' || value === 'off' || value === 'no') return false
  raise('not_a_choice', { field, choices: 'true, false' })
}

function readNumber(field: string, value: string, least: number, most: number): number {
  if (!/^\d{1,9}$/.test(value)) raise('not_a_number', { field })
  const count = Number(value)
  if (count < least || count > most) raise('out_of_range', { field, least, most })
  return count
}

function readChoice<Choice extends string>(field: string, value: string, choices: readonly Choice[]): Choice {
  return choices.find((choice) => choice === value) ?? raise('not_a_choice', { field, choices: choices.join(', ') })
}
