import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import { tellView } from '../connections/viewed.ts'
import { type CommandContext, withBridge } from '../context.ts'

/** Two wishes that come so soon after each other are one, and the first renewal was for both. */
const SAME_WISH_MS = 3_000

export function refreshCommand(context: CommandContext): Command {
  const { texts } = context
  return newCommand(context, 'refresh')
    .argument('<name>', texts.options.name)
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false }: { json?: boolean }) => {
      const asked = context.terminal.now()
      const view = await withBridge(context, (bridge) => bridge.call('connections.refresh', { name }))
      const at = view.lastRefresh?.outcome === 'renewed' ? Date.parse(view.lastRefresh.at) : 0
      tellView(context, view, json, at >= asked - SAME_WISH_MS ? texts.words.renewed : texts.words.newerThere)
    })
}
