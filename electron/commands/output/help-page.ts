import type { Command } from 'commander'
import type { CommandText } from '../../../shared/text/command-text.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { aligned, wrapped } from './columns.ts'

/** Help as a page of its own: what it does, how it is written, and examples to copy. */
export function helpPage(texts: Texts, command: Command, text: CommandText, width: number): string {
  const { words } = texts
  const body = Math.min(width, 90)
  const parts = [
    usageLines(`${words.usage} ${usageOf(command)}`, body),
    wrapped(text.about, body),
    ...(text.details === undefined ? [] : [wrapped(text.details, body)]),
    section(words.commands, commandRows(command)),
    section(words.arguments, argumentRows(command)),
    section(words.options, optionRows(command)),
    section(
      words.examples,
      (text.examples ?? []).map((example) => [example]),
    ),
    command.commands.length > 0 && command.parent === null ? words.moreHelp : '',
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** As many lines as it takes, those after the first set in; an option and its value stay together. */
function usageLines(usage: string, width: number): string {
  const lines: string[] = []
  for (const term of usage.match(/\[[^[\]]*\]|\S+/g) ?? []) {
    const longer = `${lines.at(-1) ?? ''} ${term}`
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer
    else lines.push(lines.length === 0 ? term : `    ${term}`)
  }
  return lines.join('\n')
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  return [title, ...aligned(rows).map((row) => `  ${row}`)].join('\n')
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

/** The command as it is written, with what it takes. */
export function usageOf(command: Command): string {
  const words = command.commands.length > 0 ? ['COMMAND'] : command.registeredArguments.map(argumentTerm)
  const options = command.options.filter((option) => !option.hidden).map((option) => usageTerm(option))
  return [pathOf(command), ...words, ...options].join(' ')
}

function argumentTerm(argument: Command['registeredArguments'][number]): string {
  const name = argument.name().toUpperCase().replace('-', '_')
  // Another program's words stand after two hyphens; ours may all be left out.
  if (argument.variadic) return argument.name() === 'command' ? `-- ${name}...` : `[${name}...]`
  return argument.required ? name : `[${name}]`
}

function usageTerm(option: Command['options'][number]): string {
  const term = option.flags.replace(/^-\w, /, '').replace(/<(\w+)>/, (_whole, value: string) => value.toUpperCase())
  return option.mandatory ? term : `[${term}]`
}

function commandRows(command: Command): string[][] {
  return command.commands.filter((sub) => !isHidden(sub)).map((sub) => [sub.name(), sub.description()])
}

/** Only its own help knows of it. */
export function isHidden(command: Command): boolean {
  return command.description() === ''
}

function argumentRows(command: Command): string[][] {
  return command.registeredArguments.map((argument) => [argumentTerm(argument), argument.description])
}

function optionRows(command: Command): string[][] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => [
      option.flags.replace(/<(\w+)>/, (_whole, value: string) => value.toUpperCase()),
      option.description,
    ])
}
