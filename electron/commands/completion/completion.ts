import { Argument, type Command, Option } from 'commander'
import { LANGUAGE_CHOICES } from '../../../shared/preferences/language-choice.ts'
import { THEMES } from '../../../shared/preferences/theme.ts'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { visibleLine } from '../../../shared/text/visible-text.ts'
import { VAULT_KINDS } from '../../../shared/vault-kind.ts'
import { countOption, newCommand } from '../command.ts'
import type { CommandContext } from '../context.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { candidatesAt } from './candidates.ts'
import { COMPLETION_SCRIPTS, SHELLS } from './scripts.ts'

/** For settings with a fixed choice of values. */
const SETTING_VALUES: Readonly<Record<string, readonly string[]>> = {
  backgroundRenewal: ['true', 'false'],
  demoGuide: ['true', 'false'],
  theme: THEMES,
  language: LANGUAGE_CHOICES,
}

/** More words than anybody types. */
const MAX_INDEX = 10_000

/** Prints what a shell is to run; that asks again, with `--for`, whenever somebody presses Tab. */
export function completionCommand(context: CommandContext): Command {
  const { terminal, texts } = context
  const command = newCommand(context, 'completion')
  return command
    .addArgument(new Argument('<shell>', texts.options.shell).choices(SHELLS).argParser(String))
    .argument('[word...]', texts.options.words)
    .addOption(new Option('--for <index>', '').argParser(countOption('--for', 0, MAX_INDEX)).hideHelp())
    .action(async (given: string, words: readonly string[], { for: at }: { for?: number }) => {
      const shell = SHELLS.find((each) => each === given)
      if (shell === undefined) raiseUsage('unknown_shell', { choices: SHELLS.join(', ') })
      if (at === undefined) return terminal.raw(COMPLETION_SCRIPTS[shell])
      const program = command.parent ?? command
      const found = await candidatesAt(program, words, at, (argument, before) =>
        wordsForArgument(context, argument, before),
      )
      const lines = found.words.map(({ word, about }) => `${visibleLine(word)}\t${visibleLine(about)}\n`)
      terminal.out(found.other === null ? lines.join('') : `:${found.other}\n`)
    })
}

function wordsForArgument(
  { connectionNames, texts }: CommandContext,
  argument: string,
  before: string | undefined,
): Promise<readonly string[]> | readonly string[] {
  switch (argument) {
    case 'name':
    case 'names':
    case 'connections':
      return connectionNames()
    case 'system':
      return SYSTEMS.map(({ id }) => id)
    case 'key':
      return Object.keys(texts.settings)
    case 'value':
      return SETTING_VALUES[before ?? ''] ?? []
    case 'kind':
      return [...VAULT_KINDS, 'shared']
    default:
      return []
  }
}
