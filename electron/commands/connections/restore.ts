import type { Command } from 'commander'
import { type JsonOption, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { tellView } from './tell-view.ts'

export function restoreCommand(context: CommandContext): Command {
  const { texts } = context
  return onConnection(context, 'restore')
    .option('--refresh-token', texts.options.earlierRefreshToken)
    .option('--json', texts.options.json)
    .action(
      async (
        name: string,
        { json = false, refreshToken = false }: JsonOption & { readonly refreshToken?: boolean },
      ) => {
        const call = refreshToken ? 'connections.restoreRefreshToken' : 'connections.restore'
        const view = await withBridge(context, (bridge) => bridge.call(call, { name }))
        tellView(context, view, json, refreshToken ? texts.words.refreshTokenRestored : texts.words.restored)
      },
    )
}
