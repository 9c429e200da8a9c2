import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { tellView } from './viewed.ts'

export function pauseCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'pause')
    .argument('<name>', texts.options.name)
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false }: { json?: boolean }) => {
      const view = await withBridge(context, (bridge) => bridge.call('connections.pause', { name }))
      tellView(context, view, json, texts.words.paused)
    })
}
