import type { Command } from 'commander'
import { onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { readEntry } from '../input/entry-input.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { saveDraft, tellSaved } from './saving.ts'

type Options = {
  readonly from?: string
  readonly allowOrigin?: readonly string[]
  readonly edition?: string
  readonly json?: boolean
}

export function editCommand(context: CommandContext): Command {
  const { texts } = context
  return onConnection(context, 'edit')
    .option('--from <file>', texts.options.from)
    .option('--allow-origin <origin...>', texts.options.allowOrigin)
    .option('--edition <edition>', texts.options.edition)
    .option('--json', texts.options.json)
    .action(async (name: string, { from, allowOrigin, edition, json = false }: Options) => {
      if (from === undefined && allowOrigin !== undefined) return allow(context, name, allowOrigin, json)
      if (from === undefined) return askForChanges(context, name, json)
      const entry = await readEntry(context, from)
      const input = { name, entry, edition, allowOrigins: allowOrigin && [...allowOrigin] }
      await withBridge(context, async (bridge) => {
        const present = await bridge.call('connections.get', { name })
        const saved = await saveDraft(context, entry, present, () => bridge.call('connections.edit', input))
        tellSaved(context, saved, json, texts.words.saved)
      })
    })
}

async function askForChanges(context: CommandContext, name: string, json: boolean): Promise<void> {
  if (!context.terminal.canAsk) raiseUsage('missing_option', { command: 'edit', word: '--from' })
  const [{ askChanges }, { confirmAndSave }] = await Promise.all([
    import('../asking/asking.ts'),
    import('../asking/confirm-and-save.ts'),
  ])
  await withBridge(context, async (bridge) => {
    const present = await bridge.call('connections.get', { name })
    await confirmAndSave(await askChanges(context, present), bridge, json)
  })
}

/** Changes nothing else: only allows the origins that a connection's issuer leads to now. */
async function allow(context: CommandContext, name: string, origins: readonly string[], json: boolean): Promise<void> {
  await withBridge(context, async (bridge) => {
    const view = await bridge.call('connections.allowOrigins', { name, allowOrigins: [...origins] })
    tellSaved(context, { view, warnings: [] }, json, context.texts.words.saved)
  })
}
