import type { Command } from 'commander'
import type { TokenAnswer } from '../../../shared/api/contract/contract.ts'
import { withoutEndSlashes } from '../../../shared/entry/address.ts'
import { type FaultCode, faultOf } from '../../../shared/fault.ts'
import { durationOption, onConnection } from '../command.ts'
import { type CommandContext, withBridge } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { ExitCode } from '../output/exit-code.ts'
import { faultLine, warningLine } from '../output/fault-line.ts'

/** The token reaches the program by its environment alone: an argument could be read by everyone on this computer. */
export function execCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return onConnection(context, 'exec')
    .argument('[command...]', texts.options.command)
    .option(`${MIN_TTL} <time>`, texts.options.minTtl, durationOption(MIN_TTL))
    .passThroughOptions()
    .action(async (name: string, words: string[], options: { minTtl?: number }) => {
      const { minTtl = options.minTtl, command } = afterName(words)
      const [program, ...args] = command
      if (program === undefined || program === '') raiseUsage('nothing_to_run')
      // The bridge is closed before the program starts: a keeper that ran only for this call must not wait for it.
      const answer = await withBridge(context, (bridge) => bridge.call('connections.token', { name, minTtlMs: minTtl }))
      if (answer.warning !== null) terminal.err(warningLine(texts, answer.warning, { name }))
      const stopReportingUse = await context.tellInUse(name)
      const running = context.runProgram(program, args, environmentOf(answer)).finally(stopReportingUse)
      throw new ExitCode(await running.catch((thrown: unknown) => notRun(context, thrown)))
    })
}

/** POSIX 2.8.2: what a shell answers for a command that it does not find, and for one that it cannot run. */
const AS_SHELLS_DO: Partial<Record<FaultCode, number>> = { command_not_found: 127, command_not_executable: 126 }

function notRun({ terminal, texts }: CommandContext, thrown: unknown): number {
  const trouble = faultOf(thrown)
  const code = AS_SHELLS_DO[trouble.code]
  if (code === undefined) throw thrown
  terminal.err(faultLine(texts, trouble))
  return code
}

/** The end is left out where nobody knows it. */
function environmentOf({ token, baseUrl, generation, usableUntil }: TokenAnswer): Record<string, string> {
  return {
    EVERBEARER_TOKEN: token,
    EVERBEARER_TOKEN_GENERATION: String(generation),
    ...(usableUntil === null ? {} : { EVERBEARER_TOKEN_UNTIL: usableUntil }),
    EVERBEARER_BASE_URL: withoutEndSlashes(baseUrl),
  }
}

const MIN_TTL = '--min-ttl'

/**
 * Whatever follows the command's own name is the command's. Before it, our one option may stand behind the connection's
 * name too, where people write it; there commander leaves it alone.
 */
function afterName(words: readonly string[]): { minTtl?: number; command: readonly string[] } {
  const [first = '', second] = words
  if (first === '--') return { command: words.slice(1) }
  if (!first.startsWith('-')) return { command: words }
  const isJoined = first.startsWith(`${MIN_TTL}=`)
  if (first !== MIN_TTL && !isJoined) raiseUsage('unknown_option', { command: 'exec' })
  const value = isJoined ? first.slice(MIN_TTL.length + 1) : second
  if (value === undefined || value === '--') raiseUsage('option_needs_value', { command: 'exec', word: MIN_TTL })
  const { command } = afterName(words.slice(isJoined ? 1 : 2))
  return { minTtl: durationOption(MIN_TTL)(value), command }
}
