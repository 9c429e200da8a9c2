import type { Command } from 'commander'
import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { exitCodeOf } from '../../../shared/exit-code.ts'
import { type Fault, fault } from '../../../shared/fault.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { ExitCode } from '../output/exit-code.ts'
import { faultLine } from '../output/fault-line.ts'
import { printJson } from '../output/json-output.ts'
import { type NameSelection, onlyName } from '../several/names.ts'
import { forSeveral, severalCommand } from '../several/several.ts'
import { pingText, testText, verdictsOf } from './test-text.ts'

type Options = { readonly all?: boolean; readonly json?: boolean; readonly ping?: boolean }

/** The exit code tells programs whether to go on: 0 unless something was found wrong. */
export function testCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return severalCommand(context, 'test')
    .option('--ping', texts.options.ping)
    .option('--json', texts.options.json)
    .action(async (names: string[], { all = false, json = false, ping = false }: Options) => {
      const only = onlyName('test', { names, all })
      if (only === null) return await testSeveral(context, { names, all }, json, ping)
      if (ping) return printPing(context, only, json)
      const result = await withBridge(context, (bridge) => bridge.call('connections.test', { name: only }))
      if (json) printJson(context, result, { name: only })
      else terminal.out(testText(texts, result))
      failWith(context, only, troubleIn(result))
    })
}

/** One line each: whoever tests a hundred wants to see those that fail. */
async function testSeveral(context: CommandContext, named: NameSelection, json: boolean, ping: boolean): Promise<void> {
  if (ping) raiseUsage('not_together', { word: '--ping', other: '--all' })
  await forSeveral(context, named, json, {
    run: (bridge, name) => bridge.call('connections.test', { name }),
    say: (result, name) => `${name}: ${verdictsOf(context.texts, result).join(' ')}\n`,
    json: (result) => ({ result }),
    trouble: troubleIn,
  })
}

function troubleIn(result: TestResult): Fault | null {
  const failed = result.reached === 'no' || result.tokenAccepted === 'no'
  return result.fault ?? (failed ? fault('token_rejected') : null)
}

/** The picture that the server will be given is shown before it is used. */
async function printPing(context: CommandContext, name: string, json: boolean): Promise<void> {
  const { terminal, texts } = context
  const result = await withBridge(context, async (bridge) => {
    const { own } = await bridge.call('connections.get', { name })
    const image = own['testImageUrl']
    if (typeof image === 'string') terminal.err(`${filled(texts.words.pingImage, { image })}\n`)
    return bridge.call('connections.ping', { name })
  })
  if (json) printJson(context, result, { name })
  else terminal.out(pingText(texts, result, terminal))
  failWith(context, name, result.fault)
}

function failWith({ terminal, texts }: CommandContext, name: string, fault: Fault | null): void {
  if (fault === null) return
  terminal.err(faultLine(texts, fault, { name }))
  throw new ExitCode(exitCodeOf(fault.code))
}
