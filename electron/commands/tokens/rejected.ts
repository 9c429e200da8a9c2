import type { Command } from 'commander'
import { EXIT_CODE, exitCodeOf } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { countOption, newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'
import { faultLine, warningLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'

type Options = { readonly generation?: number; readonly json?: boolean }

/**
 * For a program that was answered 401: renewed at most once for each generation, however many report it
 * (docs/decisions.md 10).
 */
export function rejectedCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'rejected')
    .argument('<name>', texts.options.name)
    .option('--generation <n>', texts.options.generation, countOption('--generation', 0, 999_999_999))
    .option('--json', texts.options.json)
    .action(async (name: string, { generation, json = false }: Options) => {
      const { view, meant } = await withBridge(context, async (bridge) => {
        // Who does not know means the one that is handed out now.
        const meant = generation ?? (await bridge.call('connections.get', { name })).generation
        return { view: await bridge.call('connections.rejected', { name, generation: meant }), meant }
      })
      if (json) printJson({ terminal, texts }, view)
      else {
        const noted = view.generation > meant ? texts.words.rejectedOlder : texts.words.rejectedNoted
        terminal.out(`${filled(noted, { name, generation: view.generation })}\n`)
      }
      const { fault, state } = view
      if (fault === null) return
      if (state !== 'needs-person') return terminal.err(warningLine(texts, fault, { name }))
      terminal.err(faultLine(texts, fault, { name }))
      throw new ExitCode(exitCodeOf(fault.code) || EXIT_CODE.person)
    })
}
