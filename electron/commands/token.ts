import type { Command } from 'commander'
import { FaultError } from '../../shared/fault.ts'
import { durationOption, newCommand } from './command.ts'
import { type CommandContext, withBridge } from './context.ts'
import { warningLine } from './fault-line.ts'
import { grantText } from './grant-text.ts'
import { usageFault } from './usage-fault.ts'

type Options = { readonly minTtl?: number; readonly json?: boolean; readonly header?: boolean }

/** The full way to a token; the short one, without a vault or a schema loaded, is fast-token.ts. */
export function tokenCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'token')
    .argument('<name>', texts.options.name)
    .option('--min-ttl <time>', texts.options.minTtl, durationOption('--min-ttl'))
    .option('--json', texts.options.json)
    .option('--header', texts.options.header)
    .action(async (name: string, { minTtl, json, header }: Options) => {
      if (json && header) throw new FaultError(usageFault('not_together', { word: '--json', other: '--header' }))
      const input = minTtl === undefined ? { name } : { name, minTtlMs: minTtl }
      const grant = await withBridge(context, (bridge) => bridge.call('connections.token', input))
      if (grant.warning !== null) terminal.err(warningLine(texts, grant.warning, { name }))
      terminal.raw(grantText(grant, json ? 'json' : header ? 'header' : 'plain'))
    })
}
