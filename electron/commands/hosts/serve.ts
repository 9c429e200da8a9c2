import type { Command } from 'commander'
import { countOption, newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'

const LAST_PORT = 65_535

export function serveCommand(context: CommandContext): Command {
  const { options } = context.texts
  return newCommand(context, 'serve')
    .option('--port <number>', options.port, countOption('--port', 0, LAST_PORT))
    .option('--no-open', options.noOpen)
    .action(async ({ port = 0, open }: { port?: number; open: boolean }) => {
      throw new ExitCode(await context.browserHost({ port, open }))
    })
}
