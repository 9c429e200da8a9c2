import type { Command } from 'commander'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { tellView, viewLine } from '../connections/tell-view.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { onlyName } from './names.ts'
import { forSeveral, severalCommand } from './several.ts'

type Options = { readonly all?: boolean; readonly json?: boolean }

/**
 * A command that makes one call for each name, answered by the connection's view. `createSentence` is called as the
 * command begins, and gives the sentence for each view.
 */
export function viewsCommand(
  context: CommandContext,
  key: 'pause' | 'resume' | 'refresh',
  createSentence: () => (view: ConnectionView) => string,
): Command {
  const run = (bridge: Bridge, name: string) => bridge.call(`connections.${key}`, { name })
  return severalCommand(context, key)
    .option('--json', context.texts.options.json)
    .action(async (names: string[], { all = false, json = false }: Options) => {
      const sentence = createSentence()
      const only = onlyName(key, { names, all })
      if (only !== null) {
        const view = await withBridge(context, (bridge) => run(bridge, only))
        return tellView(context, view, json, sentence(view))
      }
      await forSeveral(context, { names, all }, json, {
        run,
        say: (view) => viewLine(context, view, sentence(view)),
        json: (view) => ({ view }),
      })
    })
}

export function pauseCommand(context: CommandContext): Command {
  return viewsCommand(context, 'pause', () => () => context.texts.words.paused)
}

export function resumeCommand(context: CommandContext): Command {
  return viewsCommand(context, 'resume', () => () => context.texts.words.resumed)
}
