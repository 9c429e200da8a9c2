import type { Command } from 'commander'
import { FaultError } from '../../../shared/fault.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { readEntry } from '../input/entry-input.ts'
import { usageFault } from '../input/usage-fault.ts'
import { saveDraft, tellSaved } from './saving.ts'

type Options = { readonly from?: string; readonly allowOrigin?: readonly string[]; readonly json?: boolean }

export function editCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'edit')
    .argument('<name>', texts.options.name)
    .option('--from <file>', texts.options.from)
    .option('--allow-origin <origin...>', texts.options.allowOrigin)
    .option('--json', texts.options.json)
    .action(async (name: string, { from, allowOrigin, json = false }: Options) => {
      if (from === undefined) return allow(context, name, allowOrigin, json)
      const entry = await readEntry(context, from)
      const input = { name, entry, ...(allowOrigin === undefined ? {} : { allowOrigins: [...allowOrigin] }) }
      await withBridge(context, async (bridge) => {
        const present = await bridge.call('connections.get', { name })
        const saved = await saveDraft(context, entry, present, () => bridge.call('connections.edit', input))
        tellSaved(context, saved, json, texts.words.saved)
      })
    })
}

/** Nothing but a yes: to where the issuer of a connection leads now. */
async function allow(
  context: CommandContext,
  name: string,
  origins: readonly string[] = [],
  json: boolean,
): Promise<void> {
  if (origins.length === 0) throw new FaultError(usageFault('missing_option', { command: 'edit', word: '--from' }))
  await withBridge(context, async (bridge) => {
    const view = await bridge.call('connections.allowOrigins', { name, allowOrigins: [...origins] })
    tellSaved(context, { view, warnings: [] }, json, context.texts.words.saved)
  })
}
