import type { Command } from 'commander'
import { durationOption, newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'

export function demoCommand(context: CommandContext): Command {
  return newCommand(context, 'demo')
    .option('--for <time>', context.texts.options.for, durationOption('--for'))
    .action(async ({ for: forMs }: { for?: number }) => {
      throw new ExitCode(await context.demo(forMs ?? null))
    })
}
