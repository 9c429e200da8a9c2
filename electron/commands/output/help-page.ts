import type { Command } from 'commander'
import type { CommandText } from '../../../shared/text/command-text.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { alignedWithin, wrapped } from './columns.ts'

/** Help as a page of its own: what it does, how it is written, and examples to copy. */
export function helpPage(texts: Texts, command: Command, text: CommandText, width: number): string {
  const { words } = texts
  const body = Math.min(width, 90)
  const alignedRows = (rows: readonly Row[]) => alignedWithin(rows, body - INDENT.length)
  const parts = [
    usageLines(`${words.usage} ${usageOf(command)}`, body),
    wrapped(text.about, body),
    ...(text.details === undefined ? [] : [wrapped(text.details, body)]),
    section(words.commands, alignedRows(commandRows(command))),
    section(words.arguments, alignedRows(argumentRows(command))),
    section(words.options, alignedRows(optionRows(command))),
    section(words.examples, text.examples ?? []),
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

type Row = readonly [term: string, meaning: string]

const INDENT = '  '

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => INDENT + line)].join('\n')
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
  const term = optionTerm(option).replace(/^-\w, /, '')
  return option.mandatory ? term : `[${term}]`
}

/** An option with its value in the capitals in which every value is written. */
function optionTerm({ flags }: Command['options'][number]): string {
  return flags.replace(/<[\w.]+>/, (value) => value.slice(1, -1).toUpperCase())
}

function commandRows(command: Command): Row[] {
  return command.commands.filter((sub) => !isHidden(sub)).map((sub) => [sub.name(), sub.description()])
}

/** Left out of other commands' help. */
export function isHidden(command: Command): boolean {
  return command.description() === ''
}

export function argumentRows(command: Command): Row[] {
  return command.registeredArguments.map((argument) => [argumentTerm(argument), argument.description])
}

export function optionRows(command: Command): Row[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => [optionTerm(option), option.description])
}
