import type { Command } from 'commander'
import { raise } from '../../../shared/fault.ts'
import { SIGNER_PATTERN } from '../../../shared/import-export/bundle.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { printJson } from '../output/json-output.ts'

type Options = { readonly trust?: string; readonly distrust?: string; readonly json?: boolean }

/** The recipient alone goes to standard output, so that it can be collected into a file; everything else to standard error. */
export function enrollCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const { options, words } = texts
  return newCommand(context, 'enroll')
    .option('--trust <signer>', options.trust)
    .option('--distrust <signer>', options.distrust)
    .option('--json', options.json)
    .action(async ({ json = false, ...change }: Options) => {
      const named = [change.trust, change.distrust].filter((signer) => signer !== undefined)
      if (!named.every((signer) => SIGNER_PATTERN.test(signer))) raise('invalid_signer')
      const enrolled = await withBridge(context, (bridge) => bridge.call('enrolment.enroll', change))
      if (json) return printJson(context, enrolled)
      terminal.out(`${enrolled.recipient}\n`)
      const tell = (word: string, signer: string) => terminal.err(`everbearer: ${filled(word, { signer })}\n`)
      tell(words.enrolledAs, enrolled.signer)
      if (enrolled.trusted.length === 0) tell(words.enrolledTrustsNobody, '')
      for (const { signer } of enrolled.trusted) tell(words.enrolledTrusts, signer)
    })
}
