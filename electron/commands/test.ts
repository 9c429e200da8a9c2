import type { Command } from 'commander'
import type { TestResult } from '../../shared/contract.ts'
import { EXIT_CODE, exitCodeOf } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import type { Proved, Texts } from '../../shared/text/texts.ts'
import { aligned } from './columns.ts'
import { newCommand } from './command.ts'
import { type CommandContext, withBridge } from './context.ts'
import { ExitCode } from './exit-code.ts'
import { faultLine } from './fault-line.ts'
import { printJson } from './json-output.ts'

/** The exit code tells programs whether to go on: 0 unless something was found wrong. */
export function testCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'test')
    .argument('<name>', texts.options.name)
    .option('--json', texts.options.json)
    .action(async (name: string, { json = false }: { json?: boolean }) => {
      const result = await withBridge(context, (bridge) => bridge.call('connections.test', { name }))
      if (json) printJson(terminal, result)
      else terminal.out(testText(texts, result))
      if (result.fault !== null) {
        terminal.err(faultLine(texts, result.fault, { name }))
        throw new ExitCode(exitCodeOf(result.fault.code))
      }
      if (PROVED.some((what) => result[what] === 'no')) throw new ExitCode(EXIT_CODE.person)
    })
}

const PROVED: readonly Proved[] = ['reached', 'tokenAccepted', 'canRenew']
const MARKS = { yes: '✓', no: '✗', unknown: '?' } as const

function testText(texts: Texts, result: TestResult): string {
  const verdicts = PROVED.map((what) => `${MARKS[result[what]]} ${texts.proved[what][result[what]]}`)
  const steps = aligned(result.steps.map((step) => stepRow(texts, step))).map((line) => `    ${line}`)
  return `${[...verdicts, ...steps].join('\n')}\n`
}

function stepRow(texts: Texts, step: TestResult['steps'][number]): string[] {
  const { words } = texts
  const came = step.status === null ? words.stepNone : filled(words.stepStatus, { status: step.status })
  return [texts.testSteps[step.name] ?? step.name, came, filled('{tookMs}', { tookMs: step.tookMs }), step.url]
}
