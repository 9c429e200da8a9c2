import type { Command } from 'commander'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { printJson } from '../output/json-output.ts'

export function renameCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'rename')
    .argument('<name>', texts.options.name)
    .argument('<new-name>', texts.options.newName)
    .option('--json', texts.options.json)
    .action(async (name: string, to: string, { json = false }: { json?: boolean }) => {
      const view = await withBridge(context, (bridge) => bridge.call('connections.rename', { name, to }))
      if (json) printJson({ terminal, texts }, view)
      else terminal.out(`${filled(texts.words.renamed, { name, to: view.name })}\n`)
    })
}
