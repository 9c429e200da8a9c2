/** Every command that there is, by walking the program itself, and words with which each of them does something. */
import type { Command } from 'commander'
import type { CommandContext } from '../../electron/commands/context.ts'
import { createProgram } from '../../electron/commands/program.ts'
import { english } from '../../shared/text/command-line-texts.ts'
import { memoryTerminal } from './memory-terminal.ts'

export type KnownCommand = { readonly path: readonly string[]; readonly command: Command }

function commandsIn(command: Command, path: readonly string[] = []): KnownCommand[] {
  const inner = command.commands.flatMap((each) => commandsIn(each, [...path, each.name()]))
  return command.commands.length > 0 ? inner : [{ path, command }]
}

/** Only its words are looked at. */
const unused = { terminal: memoryTerminal(), texts: english, version: '1' } as unknown as CommandContext

export const COMMANDS: readonly KnownCommand[] = commandsIn(await createProgram(unused, () => undefined))

const ARGUMENTS: Readonly<Record<string, string>> = {
  name: 'ward',
  'new-name': 'ward-2',
  handle: '1f0c5a7be902',
  file: 'a.json',
  kind: 'file',
  system: 'draw',
  key: 'theme',
  value: 'dark',
  shell: 'bash',
  operation: 'get',
}

/** What it takes to be run: its arguments, the options that it must have, and yes to whatever it would ask. */
export function plainWords({ path, command }: KnownCommand): string[] {
  const given = command.registeredArguments.flatMap((argument) => {
    const word = ARGUMENTS[argument.name()]
    return word === undefined || (argument.variadic && argument.name() !== 'name') ? [] : [word]
  })
  const options = command.options.flatMap(({ long, mandatory }) => {
    if (long === '--yes' || long === '--apply') return [long]
    if (long === '--from') return ['--from', 'a.json']
    if (long === '--to') return ['--to', 'b.token']
    return mandatory && long === '--as' ? ['--as', 'new'] : []
  })
  return [...path, ...given, ...options]
}
