import { CommanderError } from 'commander'
import { exitCodeOf } from '../../shared/exit-code.ts'
import { type Fault, FaultError, type FaultParams, faultOf } from '../../shared/fault.ts'
import type { Log } from '../core/log/log.ts'
import { isDone } from './command.ts'
import type { CommandContext } from './context.ts'
import { refuseSecretWords } from './input/secret-words.ts'
import { CHECK_EXIT, checkText, unknownReport } from './listing/check.ts'
import { ExitCode } from './output/exit-code.ts'
import { faultLine } from './output/fault-line.ts'
import { createProgram } from './program.ts'

/** `everbearer` alone opens the window or the page. */
const ALONE = ['open']

/** Runs one command line (without the program's own name) and gives its exit code; never throws. */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<number> {
  let known: FaultParams = {}
  const asked = words.length === 0 ? ALONE : words
  const about = (name: string | null) => {
    known = name === null ? {} : { name }
  }
  try {
    refuseSecretWords(words)
    const program = await createProgram(context, about, asked)
    await program.parseAsync(asked, { from: 'user' })
    return 0
  } catch (thrown) {
    if (thrown instanceof ExitCode) return thrown.code
    if (thrown instanceof CommanderError && isDone(thrown)) return 0
    const fault = told(thrown, context.log)
    if (isCheck(words)) {
      context.terminal.out(checkText(unknownReport(context.texts, fault)))
      return CHECK_EXIT.UNKNOWN
    }
    context.terminal.err(faultLine(context.texts, fault, known))
    return exitCodeOf(fault.code)
  }
}

/** A monitoring system reads our exit code as its own, also of a command line that could not be read. */
function isCheck([command, ...words]: readonly string[]): boolean {
  return command === 'list' && words.includes('--check')
}

/** Of an error of ours the stack is in the log, and the sentence says where that is. */
function told(thrown: unknown, log: Log): Fault {
  const { code, params } = faultOf(thrown)
  if (thrown instanceof FaultError) return { code, params }
  log.write('error', 'bug', {}, thrown)
  return { code, params: log.place === null ? params : { ...params, log: log.place } }
}
