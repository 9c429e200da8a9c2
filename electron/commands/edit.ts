import type { Command } from 'commander'
import { newCommand } from './command.ts'
import { type CommandContext, withBridge } from './context.ts'
import { readEntry } from './entry-input.ts'
import { saveDraft, tellSaved } from './saving.ts'

type Options = { readonly from: string; readonly json?: boolean }

export function editCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'edit')
    .argument('<name>', texts.options.name)
    .requiredOption('--from <file>', texts.options.from)
    .option('--json', texts.options.json)
    .action(async (name: string, { from, json = false }: Options) => {
      const entry = await readEntry(context, from)
      await withBridge(context, async (bridge) => {
        const present = await bridge.call('connections.get', { name })
        const saved = await saveDraft(context, entry, present, () => bridge.call('connections.edit', { name, entry }))
        tellSaved(context, saved, json, texts.words.saved)
      })
    })
}
