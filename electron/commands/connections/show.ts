import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { connectionPage } from '../output/connection-page.ts'
import { printJson } from '../output/json-output.ts'

export function showCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'show')
    .argument('<name>', texts.options.name)
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false }: { json?: boolean }) => {
      const view = await withBridge(context, (bridge) => bridge.call('connections.get', { name }))
      if (json) printJson({ terminal, texts }, view)
      else terminal.out(connectionPage(texts, view, terminal))
    })
}
