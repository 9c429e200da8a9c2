import type { Command } from 'commander'
import { newCommand } from './command.ts'
import type { CommandContext } from './context.ts'
import { ExitCode } from './exit-code.ts'

export function openCommand(context: CommandContext): Command {
  return newCommand(context, 'open').action(async () => {
    throw new ExitCode(await context.browserHost({ port: 0, open: true }))
  })
}
