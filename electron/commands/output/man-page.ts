import type { Command } from 'commander'
import type { CommandLineTexts } from '../../../shared/text/command-line-texts.ts'
import type { CommandKey } from '../command.ts'
import { argumentRows, isHidden, optionRows, usageOf } from './help-page.ts'

/** Every command with its options as a page for man(1), from commander's own tree; in roff with the macros of man(7). */
export function manPage(texts: CommandLineTexts, program: Command, version: string): string {
  const { everbearer } = texts.commands
  const { words } = texts
  return `${[
    `.TH EVERBEARER 1 "" "everbearer ${roffText(version)}" "Everbearer"`,
    '.SH NAME',
    `everbearer \\- ${roffText(everbearer.about)}`,
    '.SH SYNOPSIS',
    `.B everbearer\n.RI [ COMMAND ]\n.RI [ OPTIONS ]`,
    '.SH DESCRIPTION',
    roffText(everbearer.details ?? ''),
    `.SH ${words.manCommands}`,
    ...leafCommands(program).map((command) => commandPart(texts, command)),
    `.SH ${words.manExit}`,
    ...words.manExitCodes
      .split('; ')
      .map((row) => entry(row.slice(0, row.indexOf(' ')), row.slice(row.indexOf(' ') + 1))),
    `.SH ${words.manEnvironment}`,
    ...ENVIRONMENT.map(([name, key]) => entry(name, words[key])),
    `.SH ${words.manExamples}`,
    example(everbearer.examples ?? []),
  ].join('\n')}\n`
}

const ENVIRONMENT = [
  ['EVERBEARER_HOME', 'manHome'],
  ['EVERBEARER_VAULT', 'manVault'],
  ['EVERBEARER_SITE', 'manSite'],
  ['EVERBEARER_PASSPHRASE_FILE, EVERBEARER_PASSPHRASE', 'manPassphrase'],
  ['EVERBEARER_LOG', 'manLog'],
] as const

function leafCommands(command: Command): Command[] {
  if (command.commands.length === 0) return [command]
  return command.commands.filter((each) => !isHidden(each)).flatMap(leafCommands)
}

function commandPart(texts: CommandLineTexts, command: Command): string {
  const text = texts.commands[keyOf(command)]
  const rows = [...argumentRows(command), ...optionRows(command)]
  return [
    `.SS ${quoted(usageOf(command))}`,
    roffText(text.about),
    ...('details' in text && text.details !== undefined ? ['.PP', roffText(text.details)] : []),
    ...rows.map(([term, meaning]) => entry(term, meaning)),
    ...(text.examples === undefined ? [] : [example(text.examples)]),
  ].join('\n')
}

function keyOf(command: Command): CommandKey {
  const { parent } = command
  const path = parent === null || parent.parent === null ? command.name() : `${parent.name()} ${command.name()}`
  return path as CommandKey
}

function entry(term: string, meaning: string): string {
  return `.TP\n.B ${roffText(term)}\n${roffText(meaning)}`
}

function example(lines: readonly string[]): string {
  return ['.PP', '.EX', ...lines.map(roffText), '.EE'].join('\n')
}

function quoted(text: string): string {
  return `"${roffText(text).replaceAll('"', '\\(dq')}"`
}

/** groff_char(7): a backslash begins an escape, a hyphen to be copied is written so, a dot or quote at the head is a request. */
function roffText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '...')
    .replaceAll('→', '\\(->')
    .replace(/^(?=[.'])/gm, '\\&')
}
