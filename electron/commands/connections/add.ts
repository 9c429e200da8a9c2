import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { readEntry } from '../input/entry-input.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { assertVaultLasts } from '../vault/assert-vault-lasts.ts'
import { saveDraft, tellSaved } from './saving.ts'

type Options = { readonly from?: string; readonly json?: boolean }

export function addCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'add')
    .option('--from <file>', texts.options.from)
    .option('--json', texts.options.json)
    .action(async ({ from, json = false }: Options) => {
      if (from === undefined && !terminal.canAsk) raiseUsage('missing_option', { command: 'add', word: '--from' })
      await assertVaultLasts(context)
      if (from === undefined) return await askForNew(context, json)
      const entry = await readEntry(context, from)
      await withBridge(context, async (bridge) => {
        const saved = await saveDraft(context, entry, null, () => bridge.call('connections.add', { entry }))
        tellSaved(context, saved, json, texts.words.added, texts.words.addedNext)
      })
    })
}

async function askForNew(context: CommandContext, json: boolean): Promise<void> {
  const [{ askNew }, { confirmAndSave }] = await Promise.all([
    import('../asking/asking.ts'),
    import('../asking/confirm-and-save.ts'),
  ])
  await withBridge(context, async (bridge) => confirmAndSave(await askNew(context, bridge), bridge, json))
}
