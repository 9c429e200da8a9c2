import type { Command } from 'commander'
import { newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'

export function agentCommand(context: CommandContext): Command {
  return newCommand(context, 'agent').action(async () => {
    throw new ExitCode(await context.agent())
  })
}
