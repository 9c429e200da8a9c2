import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { viewsCommand } from '../several/views-command.ts'

export function pauseCommand(context: CommandContext): Command {
  return viewsCommand(context, 'pause', () => () => context.texts.words.paused)
}
