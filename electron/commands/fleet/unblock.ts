import type { Command } from 'commander'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { printJson } from '../output/json-output.ts'

export function unblockCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'fleet unblock')
    .argument('<name>', texts.options.name)
    .option('--yes', texts.options.yes)
    .option('--json', texts.options.json)
    .action(
      async (name: string, { yes = false, json = false }: { readonly yes?: boolean; readonly json?: boolean }) => {
        const unblocked = await withBridge(context, (bridge) => bridge.call('fleet.unblock', { name, agreed: yes }))
        if (json) return printJson(context, unblocked)
        terminal.out(`${filled(texts.words.fleetUnblocked, { name: unblocked.name })}\n`)
      },
    )
}
