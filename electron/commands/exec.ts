import type { Command } from 'commander'
import { FaultError } from '../../shared/fault.ts'
import { durationOption, newCommand } from './command.ts'
import { type CommandContext, withBridge } from './context.ts'
import { ExitCode } from './exit-code.ts'
import { warningLine } from './fault-line.ts'
import { usageFault } from './usage-fault.ts'

/** The token reaches the program by its environment alone: an argument could be read by everyone on this computer. */
export function execCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  return newCommand(context, 'exec')
    .argument('<name>', texts.options.name)
    .argument('[command...]', texts.options.command)
    .option('--min-ttl <time>', texts.options.minTtl, durationOption('--min-ttl'))
    .passThroughOptions()
    .action(async (name: string, words: string[], options: { minTtl?: number }) => {
      const { minTtl = options.minTtl, command } = afterName(words)
      const [program, ...args] = command
      if (program === undefined || program === '') throw new FaultError(usageFault('nothing_to_run'))
      const input = minTtl === undefined ? { name } : { name, minTtlMs: minTtl }
      // The bridge is closed before the program starts: a keeper that ran only for this call must not wait for it.
      const grant = await withBridge(context, (bridge) => bridge.call('connections.token', input))
      if (grant.warning !== null) terminal.err(warningLine(texts, grant.warning, { name }))
      const env = { EVERBEARER_TOKEN: grant.token, EVERBEARER_BASE_URL: grant.baseUrl }
      throw new ExitCode(await context.runProgram(program, args, env))
    })
}

/** What comes after the name is the command's own; but for `--min-ttl` before the two hyphens, where one puts it as well. */
function afterName(words: readonly string[]): { minTtl?: number; command: readonly string[] } {
  const [first = '', second = ''] = words
  const [option, value = second] = first.split('=', 2)
  const taken = first.includes('=') ? 1 : 2
  if (option === '--min-ttl' && words[taken] === '--')
    return { minTtl: durationOption('--min-ttl')(value), command: words.slice(taken + 1) }
  return { command: first === '--' ? words.slice(1) : words }
}
