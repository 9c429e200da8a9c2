import type { Command } from 'commander'
import type { JournalEntry } from '../../../shared/connections/journal.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { visibleJson } from '../../../shared/text/visible-text.ts'
import { countOption, newCommand } from '../command.ts'
import { type CommandContext, type OpenBridge, withBridge } from '../context.ts'
import { printJson } from '../output/json-output.ts'
import { journalLine, journalLines, journalObject } from './journal-lines.ts'

type Options = { readonly limit?: number; readonly json?: boolean; readonly follow?: boolean }

const DEFAULT_LIMIT = 50
/** What one call of the contract gives at most. */
const MAX_LIMIT = 10_000

export function journalCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'journal')
    .argument('[name]', texts.options.name)
    .option('--limit <count>', texts.options.limit, countOption('--limit', 1, MAX_LIMIT))
    .option('--json', texts.options.json)
    .option('--follow', texts.options.follow)
    .action(async (name: string | undefined, { limit = DEFAULT_LIMIT, json = false, follow = false }: Options) => {
      const print = json ? printObjects : printLines
      await withBridge(context, async (bridge) => {
        if (follow) return await followJournal(context, bridge, name, limit, json)
        const { entries, unreadable } = await bridge.call('journal.read', { name, limit })
        await assertConnectionExists(bridge, name, entries)
        print(context, entries, unreadable)
        if (unreadable > 0)
          terminal.err(`everbearer: ${filled(texts.words.journalUnreadable, { count: unreadable })}\n`)
      })
    })
}

function printObjects(context: CommandContext, entries: readonly JournalEntry[], unreadable: number): void {
  printJson(context, { entries: entries.map((entry) => journalObject(context.texts, entry)), unreadable })
}

function printLines({ terminal, texts }: CommandContext, entries: readonly JournalEntry[]): void {
  if (entries.length === 0) return terminal.out(`${texts.words.journalEmpty}\n`)
  terminal.out(`${journalLines(texts, entries, terminal).join('\n')}\n`)
}

/** A removed connection still has entries; without any, the name must exist. Raises no_such_connection. */
async function assertConnectionExists(
  bridge: OpenBridge,
  name: string | undefined,
  entries: readonly unknown[],
): Promise<void> {
  if (name !== undefined && entries.length === 0) await bridge.call('connections.get', { name })
}

/** First what has happened, then what happens, one line (or one JSON object) each, until stopped. */
async function followJournal(
  { terminal, texts }: CommandContext,
  bridge: OpenBridge,
  name: string | undefined,
  limit: number,
  json: boolean,
): Promise<void> {
  const print = (entry: JournalEntry): void =>
    terminal.out(
      json
        ? `${visibleJson(JSON.stringify(journalObject(texts, entry)))}\n`
        : `${journalLine(texts, entry, terminal)}\n`,
    )
  // Subscribed before reading, so that nothing is missed in between; entries that come twice are printed once.
  const buffered: JournalEntry[] = []
  let onEntry = (entry: JournalEntry): void => void buffered.push(entry)
  const unsubscribe = bridge.subscribe((notice) => {
    if (notice.notice === 'journal.added' && (name === undefined || notice.entry.connection === name))
      onEntry(notice.entry)
  })
  const { entries } = await bridge.call('journal.read', { name, limit })
  await assertConnectionExists(bridge, name, entries)
  for (const entry of entries) print(entry)
  const printed = new Set(entries.map((entry) => JSON.stringify(entry)))
  for (const entry of buffered) if (!printed.has(JSON.stringify(entry))) print(entry)
  onEntry = print
  await terminal.stopped()
  unsubscribe()
}
