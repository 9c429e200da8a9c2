import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { readEntry } from '../input/entry-input.ts'
import { assertKeptAfter } from '../vault/kept-after.ts'
import { saveDraft, tellSaved } from './saving.ts'

type Options = { readonly from: string; readonly json?: boolean }

export function addCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'add')
    .requiredOption('--from <file>', texts.options.from)
    .option('--json', texts.options.json)
    .action(async ({ from, json = false }: Options) => {
      await assertKeptAfter(context)
      const entry = await readEntry(context, from)
      await withBridge(context, async (bridge) => {
        const saved = await saveDraft(context, entry, null, () => bridge.call('connections.add', { entry }))
        tellSaved(context, saved, json, texts.words.added, texts.words.addedNext)
      })
    })
}
