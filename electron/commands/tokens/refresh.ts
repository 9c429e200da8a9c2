import type { Command } from 'commander'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { tellView, viewLine } from '../connections/viewed.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { onlyName } from '../several/names.ts'
import { forSeveral, severalCommand } from '../several/several.ts'

/** Two wishes that come so soon after each other are one, and the first renewal was for both. */
const SAME_WISH_MS = 3_000

type Options = { readonly all?: boolean; readonly json?: boolean }

export function refreshCommand(context: CommandContext): Command {
  const { words, options } = context.texts
  return severalCommand(context, 'refresh')
    .option('--json', options.json)
    .action(async (names: string[], { all = false, json = false }: Options) => {
      const asked = context.terminal.now()
      const sentence = ({ lastRefresh }: ConnectionView): string => {
        const at = lastRefresh?.outcome === 'renewed' ? Date.parse(lastRefresh.at) : 0
        return at >= asked - SAME_WISH_MS ? words.renewed : words.newerThere
      }
      const only = onlyName('refresh', { names, all })
      if (only !== null) {
        const view = await withBridge(context, (bridge) => bridge.call('connections.refresh', { name: only }))
        return tellView(context, view, json, sentence(view))
      }
      await forSeveral(context, { names, all }, json, {
        run: (bridge, name) => bridge.call('connections.refresh', { name }),
        say: (view) => viewLine(context, view, sentence(view)),
        json: (view) => ({ view }),
      })
    })
}
