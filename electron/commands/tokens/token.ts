import type { Command } from 'commander'
import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { faultMessage } from '../../../shared/text/sentence.ts'
import { narrowingOf } from '../../../shared/tokens/narrowing.ts'
import { assertBearer } from '../../../shared/tokens/token-type.ts'
import { durationOption, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { warningLine } from '../output/fault-line.ts'
import { type TokenWarning, tokenText } from './token-text.ts'

type Options = {
  readonly minTtl?: number
  readonly resource?: string
  readonly scope?: string
  readonly json?: boolean
  readonly header?: boolean
  readonly kubectl?: boolean
}

const FORMS = ['json', 'header', 'kubectl'] as const

/** The full path; fast-token.ts is the short one, which loads no vault and no schema. */
export function tokenCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'token')
    .option('--min-ttl <time>', texts.options.minTtl, durationOption('--min-ttl'))
    .option('--resource <uri>', texts.options.resource)
    .option('--scope <words>', texts.options.scope)
    .option('--json', texts.options.json)
    .option('--header', texts.options.header)
    .option('--kubectl', texts.options.kubectl)
    .action(async (name: string, { minTtl, resource, scope, ...forms }: Options) => {
      const [form = 'plain', second] = FORMS.filter((each) => forms[each])
      if (second !== undefined) raiseUsage('not_together', { word: `--${form}`, other: `--${second}` })
      const input = { name, minTtlMs: minTtl, ...narrowingOf({ resource, scope }) }
      const answer = await withBridge(context, (bridge) => bridge.call('connections.token', input))
      const { parameter, tokenType } = answer
      if (form === 'header' && parameter !== undefined) raise('header_not_read', { name, parameter })
      if (form === 'header' || form === 'kubectl') assertBearer({ name, tokenType })
      if (answer.warning !== null) terminal.err(warningLine(texts, answer.warning, { name }))
      terminal.raw(await tokenText(answer, form, inWords(context, answer, name), terminal.env))
    })
}

function inWords({ texts }: CommandContext, { warning }: TokenAnswer, name: string): TokenWarning {
  if (warning === null) return null
  const { say, next } = faultMessage(texts, warning, { name })
  return { ...warning, message: say, next }
}
