import type { Command } from 'commander'
import { raise } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'

export function removeCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'remove')
    .argument('<name>', texts.options.name)
    .option('--yes', texts.options.yes)
    .action(async (name: string, { yes = false }: { yes?: boolean }) => {
      if (!yes) raise('confirm_removal', { name })
      const { undoUntil, cutOff } = await withBridge(context, (bridge) => bridge.call('connections.remove', { name }))
      const { removed, removedCutOff, removedUndo } = texts.words
      const said = [removed, ...(cutOff ? [removedCutOff] : []), ...(undoUntil === null ? [] : [removedUndo])]
      terminal.out(`${said.map((sentence) => filled(sentence, { name })).join(' ')}\n`)
    })
}
