import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { viewsCommand } from '../several/views-command.ts'

/** Two refreshes that come so soon after each other are one renewal, which was for both. */
const SAME_RENEWAL_MS = 3_000

export function refreshCommand(context: CommandContext): Command {
  const { words } = context.texts
  return viewsCommand(context, 'refresh', () => {
    const askedAt = context.terminal.now()
    return ({ lastRefresh }) => {
      const at = lastRefresh?.outcome === 'renewed' ? Date.parse(lastRefresh.at) : 0
      return at >= askedAt - SAME_RENEWAL_MS ? words.renewed : words.newerThere
    }
  })
}
