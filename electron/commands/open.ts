import type { Command } from 'commander'
import { newCommand } from './command.ts'
import type { CommandContext } from './context.ts'
import { ExitCode } from './exit-code.ts'

/** Opens the window; as long as there is none, says so in a sentence and opens the page (design decision 18). */
export function openCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'open').action(async () => {
    terminal.err(`${texts.words.noWindow}\n`)
    throw new ExitCode(await context.browserHost({ port: 0, open: true }))
  })
}
