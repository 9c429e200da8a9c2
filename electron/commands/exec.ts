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
    .action(async (name: string, words: string[], { minTtl }: { minTtl?: number }) => {
      const [program, ...args] = words[0] === '--' ? words.slice(1) : words
      if (program === undefined || program === '') throw new FaultError(usageFault('nothing_to_run'))
      const input = minTtl === undefined ? { name } : { name, minTtlMs: minTtl }
      // The bridge is closed before the program starts: a keeper that ran only for this call must not wait for it.
      const grant = await withBridge(context, (bridge) => bridge.call('connections.token', input))
      if (grant.warning !== null) terminal.err(warningLine(texts, grant.warning, { name }))
      const env = { EVERBEARER_TOKEN: grant.token, EVERBEARER_BASE_URL: grant.baseUrl }
      throw new ExitCode(await context.runProgram(program, args, env))
    })
}
