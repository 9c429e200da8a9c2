import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { viewsCommand } from '../several/views-command.ts'

export function resumeCommand(context: CommandContext): Command {
  return viewsCommand(context, 'resume', () => () => context.texts.words.resumed)
}
