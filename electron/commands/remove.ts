import type { Command } from 'commander'
import { raise } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { newCommand } from './command.ts'
import { type CommandContext, withBridge } from './context.ts'

export function removeCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'remove')
    .argument('<name>', texts.options.name)
    .option('--yes', texts.options.yes)
    .action(async (name: string, { yes = false }: { yes?: boolean }) => {
      if (!yes) raise('confirm_removal', { name })
      const { undoUntil } = await withBridge(context, (bridge) => bridge.call('connections.remove', { name }))
      const until = undoUntil === null ? '' : ` ${filled(texts.words.removedUndo, { name })}`
      terminal.out(`${filled(texts.words.removed, { name })}${until}\n`)
    })
}
