import type { Command } from 'commander'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { EXIT_CODE, exitCodeOf } from '../../../shared/exit-code.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { Narrowing } from '../../../shared/tokens/narrowing.ts'
import { narrowingOf } from '../../../shared/tokens/narrowing.ts'
import { countOption, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'
import { faultLine, warningLine } from '../output/fault-line.ts'
import { answer } from '../output/json-output.ts'

type Options = {
  readonly generation?: number
  readonly resource?: string
  readonly scope?: string
  readonly json?: boolean
}

/**
 * For a program that was answered 401: renewed at most once for each generation, however many report it
 * (docs/decisions.md 10).
 */
export function rejectedCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'rejected')
    .option('--generation <n>', texts.options.generation, countOption('--generation', 0, 999_999_999))
    .option('--resource <uri>', texts.options.resource)
    .option('--scope <words>', texts.options.scope)
    .option('--json', texts.options.json)
    .action(async (name: string, { generation, json = false, ...asked }: Options) => {
      const narrowing = narrowingOf(asked)
      const { view, rejected } = await withBridge(context, async (bridge) => {
        // Without --generation, the current one.
        const rejected = generation ?? (await currentGeneration(bridge, name, narrowing)).generation
        return {
          view: await bridge.call('connections.rejected', { name, generation: rejected, ...narrowing }),
          rejected,
        }
      })
      answer(context, json, view, `${resultLine(texts, view, rejected, narrowing !== null)}\n`)
      const { fault, state } = view
      if (fault === null) return
      if (state !== 'needs-person') return terminal.err(warningLine(texts, fault, { name }))
      terminal.err(faultLine(texts, fault, { name }))
      throw new ExitCode(exitCodeOf(fault.code) || EXIT_CODE.person)
    })
}

/** The connection's view has no generation of a narrowed token. */
function currentGeneration(
  bridge: Bridge,
  name: string,
  narrowing: Narrowing | null,
): Promise<{ readonly generation: number }> {
  return narrowing === null
    ? bridge.call('connections.get', { name })
    : bridge.call('connections.token', { name, ...narrowing })
}

function resultLine(
  { words }: Texts,
  { name, generation }: ConnectionView,
  rejected: number,
  isNarrowed: boolean,
): string {
  if (isNarrowed) return filled(words.rejectedNarrowed, { name })
  return filled(generation > rejected ? words.rejectedOlder : words.rejectedNoted, { name, generation })
}
