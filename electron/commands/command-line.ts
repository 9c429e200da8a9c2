import { CommanderError } from 'commander'
import { exitCodeOf } from '../../shared/exit-code.ts'
import { type Fault, FaultError, type FaultParams, faultOf } from '../../shared/fault.ts'
import type { Log } from '../core/log/log.ts'
import { isHelpOrVersion } from './command.ts'
import type { CommandContext } from './context.ts'
import { refuseSecretWords } from './input/secret-words.ts'
import { CHECK_EXIT, checkText, unknownReport } from './listing/check.ts'
import { ExitCode } from './output/exit-code.ts'
import { faultLine } from './output/fault-line.ts'
import { createProgram } from './program.ts'

/** `everbearer` alone opens the window or the page. */
const DEFAULT_WORDS = ['open']

/** Runs one command line (without the program's own name) and gives its exit code; never throws. */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<number> {
  let knownParams: FaultParams = {}
  const effectiveWords = words.length === 0 ? DEFAULT_WORDS : words
  const rememberName = (name: string | null) => {
    knownParams = name === null ? {} : { name }
  }
  try {
    refuseSecretWords(words)
    const program = await createProgram(context, rememberName, effectiveWords)
    await program.parseAsync(effectiveWords, { from: 'user' })
    return 0
  } catch (thrown) {
    if (thrown instanceof ExitCode) return thrown.code
    if (thrown instanceof CommanderError && isHelpOrVersion(thrown)) return 0
    const fault = faultWithLogPlace(thrown, context.log)
    if (isCheck(words)) {
      context.terminal.out(checkText(unknownReport(context.texts, fault)))
      return CHECK_EXIT.UNKNOWN
    }
    context.terminal.err(faultLine(context.texts, fault, knownParams))
    return exitCodeOf(fault.code)
  }
}

/** `list --check` ends with the codes of monitoring plugins, even where the command line cannot be parsed. */
function isCheck([command, ...words]: readonly string[]): boolean {
  return command === 'list' && words.includes('--check')
}

/** The stack of a bug goes to the log; the sentence says where that is. */
function faultWithLogPlace(thrown: unknown, log: Log): Fault {
  const { code, params } = faultOf(thrown)
  if (thrown instanceof FaultError) return { code, params }
  log.write('error', 'bug', {}, thrown)
  return { code, params: log.place === null ? params : { ...params, log: log.place } }
}
