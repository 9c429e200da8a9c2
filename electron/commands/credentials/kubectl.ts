import type { Command } from 'commander'
import { onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { tokenText } from '../tokens/token-text.ts'
import { tokenFor } from './token-for.ts'

/** The same as `token --kubectl`, and on the same short way (fast-token.ts): kubectl runs it before each command. */
export function kubectlCommand(context: CommandContext): Command {
  const { terminal } = context
  return onConnection(context, 'credential kubectl').action(async (name: string) => {
    const answer = await withBridge(context, (bridge) => tokenFor(context, bridge, name))
    terminal.raw(await tokenText(answer, 'kubectl', null, terminal.env))
  })
}
