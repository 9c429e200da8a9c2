import type { Command } from 'commander'
import { type CommandContext, withBridge } from '../context.ts'
import { onlyName } from '../several/names.ts'
import { forSeveral, severalCommand } from '../several/several.ts'
import { tellView, viewLine } from './viewed.ts'

type Options = { readonly all?: boolean; readonly json?: boolean }

export function resumeCommand(context: CommandContext): Command {
  const { texts } = context
  return severalCommand(context, 'resume')
    .option('--json', texts.options.json)
    .action(async (names: string[], { all = false, json = false }: Options) => {
      const only = onlyName('resume', { names, all })
      if (only !== null) {
        const view = await withBridge(context, (bridge) => bridge.call('connections.resume', { name: only }))
        return tellView(context, view, json, texts.words.resumed)
      }
      await forSeveral(context, { names, all }, json, {
        run: (bridge, name) => bridge.call('connections.resume', { name }),
        say: (view) => viewLine(context, view, texts.words.resumed),
        json: (view) => ({ view }),
      })
    })
}
