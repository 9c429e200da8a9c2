import { Command, type CommanderError, Option } from 'commander'
import { FaultError } from '../../shared/fault.ts'
import type { CommandLineTexts } from '../../shared/text/command-line-texts.ts'
import { readDuration } from '../../shared/time/duration.ts'
import type { CommandContext } from './context.ts'
import { faultOfUsage, raiseUsage } from './input/usage-fault.ts'
import { helpPage } from './output/help-page.ts'

export type CommandKey = keyof CommandLineTexts['commands']

/** The option of commands that can answer in JSON. */
export type JsonOption = { readonly json?: boolean }

/** A command whose help comes from shared/text and whose usage errors are faults. `key` as in `vault move`. */
export function newCommand(context: CommandContext, key: CommandKey): Command {
  const { terminal, texts } = context
  const text = texts.commands[key]
  const path = key === 'everbearer' ? '' : key
  const command = new Command(key.split(' ').at(-1) ?? '')
  return command
    .description(text.about)
    .helpOption('-h, --help', texts.options.help)
    .helpCommand(false)
    .allowExcessArguments(false)
    .configureHelp({ formatHelp: (command) => helpPage(texts, command, text, terminal.columns) })
    .configureOutput({ writeOut: terminal.out, writeErr: () => undefined })
    .exitOverride((error) => {
      throw isHelpOrVersion(error) ? error : new FaultError(faultOfUsage(error, path, optionsOf(command)))
    })
}

/** A command whose first argument is a connection's name. */
export function onConnection(context: CommandContext, key: CommandKey): Command {
  return newCommand(context, key).argument('<name>', context.texts.options.name)
}

/** All options in its help, `--help` among them. */
function optionsOf(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ short, long }) => [short, long].filter((name) => name !== undefined))
}

/** True where help or version was asked for and shown. With exit code 1 help stands in for a missing subcommand. */
export function isHelpOrVersion(error: CommanderError): boolean {
  return HELP_OR_VERSION.includes(error.code) && error.exitCode === 0
}

const HELP_OR_VERSION = ['commander.helpDisplayed', 'commander.help', 'commander.version']

const YEAR_MS = 365 * 86_400_000

/** Reads an option such as `--min-ttl 10m` into ms. */
export function durationOption(option: string): (text: string) => number {
  return (text) => {
    const ms = readDuration(text)
    if (ms === null || ms > YEAR_MS) raiseUsage('not_a_duration', { word: option })
    return ms
  }
}

/** Reads an option that ends up in a line of another program's language. */
export function lineOption(option: string): (text: string) => string {
  return (text) => {
    if (text === '' || /[\p{Cc}\u2028\u2029]/u.test(text)) raiseUsage('not_a_line', { word: option })
    return text
  }
}

/** Reads an option such as `--limit 20`. */
export function countOption(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN
    if (!(count >= least && count <= most)) raiseUsage('not_a_count', { word: option, least, most })
    return count
  }
}

/** An option that takes one of these words; they are offered by completion. */
export function choiceOption(flags: string, about: string, choices: readonly string[]): Option {
  return new Option(flags, about).choices(choices).argParser((text: string) => parseChoice(flags, text, choices))
}

/** The same for several of them: `--state valid,expired`, or the option more than once. */
export function choicesOption(flags: string, about: string, choices: readonly string[]): Option {
  return new Option(flags, about)
    .choices(choices)
    .argParser((text: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      ...text.split(',').map((word) => parseChoice(flags, word.trim(), choices)),
    ])
}

function parseChoice(flags: string, word: string, choices: readonly string[]): string {
  const [option = ''] = flags.split(' ')
  const known = choices.find((choice) => choice === word)
  if (known === undefined) raiseUsage('not_among', { word: option, choices: choices.join(', ') })
  return known
}

/** Takes any words: separated by commas, or with the option given several times. */
export function wordsOption(flags: string, about: string): Option {
  return new Option(flags, about).argParser((text: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    ...text.split(',').map((word) => word.trim()),
  ])
}
