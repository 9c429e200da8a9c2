import type { Command } from 'commander'
import { filled } from '../../../shared/text/sentence.ts'
import { type JsonOption, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { answer } from '../output/json-output.ts'

export function unblockCommand(context: CommandContext): Command {
  const { texts } = context
  return onConnection(context, 'fleet unblock')
    .option('--yes', texts.options.yes)
    .option('--json', texts.options.json)
    .action(async (name: string, { yes = false, json = false }: JsonOption & { readonly yes?: boolean }) => {
      const unblocked = await withBridge(context, (bridge) => bridge.call('fleet.unblock', { name, agreed: yes }))
      answer(context, json, unblocked, `${filled(texts.words.fleetUnblocked, { name: unblocked.name })}\n`)
    })
}
