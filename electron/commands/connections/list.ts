import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { connectionTable } from '../output/connection-table.ts'
import { printJson } from '../output/json-output.ts'
import { unchosenText } from '../vault/unchosen-text.ts'

export function listCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'list')
    .option('--json', texts.options.json)
    .action(async ({ json = false }: { json?: boolean }) => {
      const { connections, keeper } = await withBridge(context, async (bridge) => ({
        connections: await bridge.call('connections.list', {}),
        keeper: await bridge.call('keeper.status', {}),
      }))
      const locked = keeper.vault.lastKnown ?? null
      if (json) return printJson({ terminal, texts }, locked === null ? { connections } : { locked, connections })
      terminal.out(connectionTable(texts, connections, terminal, locked))
      if (keeper.vault.kind === 'none') terminal.out(`${unchosenText(texts, keeper.vault)}\n`)
      // A command that runs alone keeps tokens fresh only while it runs, which a newcomer cannot guess.
      const alone = keeper.pid === process.pid && connections.length > 0
      if (alone && terminal.interactive) terminal.out(`${texts.words.nobodyWatches}\n`)
    })
}
