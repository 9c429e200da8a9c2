import type { Command } from 'commander'
import { type JsonOption, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { connectionPage } from '../output/connection-page.ts'
import { answer } from '../output/json-output.ts'

export function showCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'show')
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false }: JsonOption) => {
      const view = await withBridge(context, (bridge) => bridge.call('connections.get', { name }))
      answer(context, json, view, connectionPage(texts, view, terminal))
    })
}
