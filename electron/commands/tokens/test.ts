import type { Command } from 'commander'
import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { exitCodeOf, type Fault, fault } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import type { Proved, Texts } from '../../../shared/text/texts.ts'
import { newCommand } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { ExitCode } from '../output/exit-code.ts'
import { faultLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'
import { pingText } from './ping-text.ts'
import { stepLines } from './test-steps.ts'

/** The exit code tells programs whether to go on: 0 unless something was found wrong. */
export function testCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'test')
    .argument('<name>', texts.options.name)
    .option('--ping', texts.options.ping)
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false, ping = false }: { json?: boolean; ping?: boolean }) => {
      if (ping) return pingIt(context, name, json)
      const result = await withBridge(context, (bridge) => bridge.call('connections.test', { name }))
      if (json) printJson(context, result, { name })
      else terminal.out(testText(texts, result))
      // A token that is good and cannot renew itself is as its owner made it.
      const failed = result.reached === 'no' || result.tokenAccepted === 'no'
      complain(context, name, result.fault ?? (failed ? fault('token_rejected') : null))
    })
}

/** The picture that the server will be given is shown before it is used. */
async function pingIt(context: CommandContext, name: string, json: boolean): Promise<void> {
  const { terminal, texts } = context
  const result = await withBridge(context, async (bridge) => {
    const { own } = await bridge.call('connections.get', { name })
    const image = own['testImageUrl']
    if (typeof image === 'string') terminal.err(`${filled(texts.words.pingImage, { image })}\n`)
    return bridge.call('connections.ping', { name })
  })
  if (json) printJson(context, result, { name })
  else terminal.out(pingText(texts, result, terminal))
  complain(context, name, result.fault)
}

function complain({ terminal, texts }: CommandContext, name: string, fault: Fault | null): void {
  if (fault === null) return
  terminal.err(faultLine(texts, fault, { name }))
  throw new ExitCode(exitCodeOf(fault.code))
}

const PROVED: readonly Proved[] = ['reached', 'tokenAccepted', 'canRenew']
const MARKS = { yes: '✓', no: '✗', unknown: '?' } as const

function testText(texts: Texts, result: TestResult): string {
  const verdicts = PROVED.map((what) => {
    // Nothing is wrong with a token that was made to stay as it is.
    const mark = what === 'canRenew' && result.canRenew === 'no' && result.fault === null ? '–' : MARKS[result[what]]
    return `${mark} ${texts.proved[what][result[what]]}`
  })
  return `${[...verdicts, ...stepLines(texts, result.steps)].join('\n')}\n`
}
