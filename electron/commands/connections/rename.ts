import type { Command } from 'commander'
import { filled } from '../../../shared/text/sentence.ts'
import { type JsonOption, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { answer } from '../output/json-output.ts'

export function renameCommand(context: CommandContext): Command {
  const { texts } = context
  return onConnection(context, 'rename')
    .argument('<new-name>', texts.options.newName)
    .option('--json', texts.options.json)
    .action(async (name: string, to: string, { json = false }: JsonOption) => {
      const view = await withBridge(context, (bridge) => bridge.call('connections.rename', { name, to }))
      answer(context, json, view, `${filled(texts.words.renamed, { name, to: view.name })}\n`)
    })
}
