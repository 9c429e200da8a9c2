import type { Handlers, Preferences } from '../../../shared/api/contract/contract.ts'
import { entryJson } from '../../../shared/connections/journal.ts'
import type { KeeperParts } from '../keeper-parts.ts'

export type JournalCallsContext = Pick<KeeperParts, 'journal' | 'journalWriter'> & {
  readonly preferences: () => Preferences
}

/** What is read when nobody says how much. */
const ENTRIES = 200

export function journalCalls({ journal, journalWriter, preferences }: JournalCallsContext) {
  return {
    'journal.read': async ({ name, limit }) => {
      await journalWriter.settled()
      const { entries, unreadable } = await journal.read(preferences().journalEntries)
      const wanted = name === undefined ? entries : entries.filter((entry) => entry.connection === name)
      return { entries: wanted.slice(-(limit ?? ENTRIES)), unreadable }
    },
    'journal.export': async ({ name }) => {
      await journalWriter.settled()
      const { entries } = await journal.read(preferences().journalEntries)
      const wanted = entries.filter((entry) => name === undefined || entry.connection === name)
      return { text: wanted.map((entry) => `${entryJson(entry)}\n`).join('') }
    },
  } satisfies Partial<Handlers>
}
