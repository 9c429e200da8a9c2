import type { Command } from 'commander'
import { FaultError } from '../../shared/fault.ts'
import { durationOption, newCommand } from './command.ts'
import { type CommandContext, withBridge } from './context.ts'
import { warningLine } from './fault-line.ts'
import { grantText } from './grant-text.ts'
import { usageFault } from './usage-fault.ts'

type Options = {
  readonly minTtl?: number
  readonly json?: boolean
  readonly header?: boolean
  readonly kubectl?: boolean
}

const FORMS = ['json', 'header', 'kubectl'] as const

/** The full way to a token; the short one, without a vault or a schema loaded, is fast-token.ts. */
export function tokenCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'token')
    .argument('<name>', texts.options.name)
    .option('--min-ttl <time>', texts.options.minTtl, durationOption('--min-ttl'))
    .option('--json', texts.options.json)
    .option('--header', texts.options.header)
    .option('--kubectl', texts.options.kubectl)
    .action(async (name: string, { minTtl, ...forms }: Options) => {
      const [form = 'plain', second] = FORMS.filter((each) => forms[each])
      if (second !== undefined)
        throw new FaultError(usageFault('not_together', { word: `--${form}`, other: `--${second}` }))
      const input = minTtl === undefined ? { name } : { name, minTtlMs: minTtl }
      const grant = await withBridge(context, (bridge) => bridge.call('connections.token', input))
      if (grant.warning !== null) terminal.err(warningLine(texts, grant.warning, { name }))
      terminal.raw(grantText(grant, form))
    })
}
