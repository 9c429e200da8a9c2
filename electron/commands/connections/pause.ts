import type { Command } from 'commander'
import { type CommandContext, withBridge } from '../context.ts'
import { onlyName } from '../several/names.ts'
import { forSeveral, severalCommand } from '../several/several.ts'
import { tellView, viewLine } from './viewed.ts'

type Options = { readonly all?: boolean; readonly json?: boolean }

export function pauseCommand(context: CommandContext): Command {
  const { texts } = context
  return severalCommand(context, 'pause')
    .option('--json', texts.options.json)
    .action(async (names: string[], { all = false, json = false }: Options) => {
      const only = onlyName('pause', { names, all })
      if (only !== null) {
        const view = await withBridge(context, (bridge) => bridge.call('connections.pause', { name: only }))
        return tellView(context, view, json, texts.words.paused)
      }
      await forSeveral(context, { names, all }, json, {
        run: (bridge, name) => bridge.call('connections.pause', { name }),
        say: (view) => viewLine(context, view, texts.words.paused),
        json: (view) => ({ view }),
      })
    })
}
