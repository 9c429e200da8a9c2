import type { Handlers, Preferences } from '../../../shared/api/contract/contract.ts'
import { entryJson } from '../../../shared/connections/journal.ts'
import type { KeeperParts } from '../keeper-parts.ts'

export type JournalCallsContext = Pick<KeeperParts, 'journal' | 'journalWriter'> & {
  readonly preferences: () => Preferences
}

/** What is read when nobody says how much. */
const ENTRIES = 200

export function journalCalls({ journal, journalWriter, preferences }: JournalCallsContext) {
  async function entriesOf(name: string | undefined) {
    await journalWriter.settled()
    const { entries, unreadable } = await journal.read(preferences().journalEntries)
    return { entries: entries.filter(({ connection }) => name === undefined || connection === name), unreadable }
  }

  return {
    'journal.read': async ({ name, limit = ENTRIES }) => {
      const { entries, unreadable } = await entriesOf(name)
      return { entries: entries.slice(-limit), unreadable }
    },
    'journal.export': async ({ name }) => {
      const { entries } = await entriesOf(name)
      return { text: entries.map((entry) => `${entryJson(entry)}\n`).join('') }
    },
  } satisfies Partial<Handlers>
}
