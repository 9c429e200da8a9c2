import { Argument, type Command, Option } from 'commander'
import { FaultError } from '../../../shared/fault.ts'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'
import { countOption, newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { usageFault } from '../input/usage-fault.ts'
import { candidatesAt } from './candidates.ts'
import { COMPLETION_SCRIPTS, SHELLS } from './scripts.ts'

/** A line that nobody types. */
const MOST_WORDS = 10_000

/** Prints what a shell is to run; that asks again, with `--for`, whenever somebody presses Tab. */
export function completionCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const command = newCommand(context, 'completion')
  return command
    .addArgument(new Argument('<shell>', texts.options.shell).choices(SHELLS).argParser(String))
    .argument('[word...]', texts.options.words)
    .addOption(new Option('--for <index>', '').argParser(countOption('--for', 0, MOST_WORDS)).hideHelp())
    .action(async (given: string, words: readonly string[], { for: at }: { for?: number }) => {
      const shell = SHELLS.find((each) => each === given)
      if (shell === undefined) throw new FaultError(usageFault('unknown_shell', { choices: SHELLS.join(', ') }))
      if (at === undefined) return terminal.raw(COMPLETION_SCRIPTS[shell])
      const program = command.parent ?? command
      const found = await candidatesAt(program, words, at, (argument) => knownWords(context, argument))
      const lines = found.words.map(({ word, about }) => `${visibleLine(word)}\t${visibleLine(about)}\n`)
      terminal.out(found.other === null ? lines.join('') : `:${found.other}\n`)
    })
}

function knownWords(
  { connectionNames }: CommandContext,
  argument: string,
): Promise<readonly string[]> | readonly string[] {
  switch (argument) {
    case 'name':
    case 'names':
      return connectionNames()
    case 'system':
      return SYSTEMS.map(({ id }) => id)
    case 'kind':
      return ['keychain', 'file', 'memory']
    default:
      return []
  }
}
