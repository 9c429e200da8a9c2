import type { Argument, Command, Option } from 'commander'

/** What may stand where the cursor is. */
export type Candidates = {
  readonly words: readonly Candidate[]
  /** What the shell completes better than we do: a file's name, or another program's command line. */
  readonly other: 'files' | 'command' | null
}
export type Candidate = { readonly word: string; readonly about: string }

/**
 * Candidates for an argument that commander has no choices for: by its name, such as `name` or `system`, and by the
 * argument before it.
 */
export type WordsFor = (argument: string, before?: string) => Promise<readonly string[]> | readonly string[]

/**
 * Completes one word of a command line over commander's own tree, so that a command or option that is added is completed
 * too. `words` begin with the program's name; `at` is the index of the word to complete, which may be missing.
 */
export async function candidatesAt(
  program: Command,
  words: readonly string[],
  at: number,
  wordsFor: WordsFor,
): Promise<Candidates> {
  const current = words[at] ?? ''
  const position = positionAfter(program, words.slice(1, at))
  if (position === null) return { words: [], other: 'command' }
  const { command, option, args, usedOptions } = position
  if (option !== null) return await valuesOf(option, current === '=' ? '' : current, '', wordsFor)
  const joined = /^(--[a-z-]+=)(.*)$/s.exec(current)
  const joinedOption = joined === null ? undefined : command.options.find(({ long }) => `${long}=` === joined[1])
  if (joinedOption !== undefined) return await valuesOf(joinedOption, joined?.[2] ?? '', joined?.[1] ?? '', wordsFor)
  if (current.startsWith('-')) return { words: optionsOf(command, current, usedOptions), other: null }
  if (command.commands.length > 0) return { words: commandsOf(command, current), other: null }
  const { registeredArguments: declaredArguments } = command
  const argument = declaredArguments[Math.min(args.length, declaredArguments.length - 1)]
  if (argument === undefined || (args.length >= declaredArguments.length && !argument.variadic)) return NO_CANDIDATES
  return await argumentsFor(argument, current, (name) => wordsFor(name, args.at(-1)))
}

const NO_CANDIDATES: Candidates = { words: [], other: null }

type CursorPosition = {
  readonly command: Command
  /** The option whose value is being typed. */
  readonly option: Option | null
  /** Arguments so far. */
  readonly args: readonly string[]
  readonly usedOptions: readonly string[]
}

/** Where the words before the cursor lead; null for another program's words. */
function positionAfter(program: Command, words: readonly string[]): CursorPosition | null {
  let command = program
  const args: string[] = []
  const usedOptions: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (command.name() === EXEC && args.length > 0 && !word.startsWith(MIN_TTL)) return null
    const [name = ''] = word.split('=')
    const option = command.options.find(({ long, short }) => name.startsWith('-') && (name === long || name === short))
    if (option !== undefined) {
      usedOptions.push(option.long ?? '')
      if (!option.required || word.includes('=')) continue
      // bash cuts `--option=value` into three words.
      const skipped = words[at + 1] === '=' ? 1 : 0
      if (at + skipped >= words.length - 1) return { command, option, args, usedOptions }
      at += 1 + skipped
      continue
    }
    if (word.startsWith('-')) continue
    const inner = command.commands.find((each) => each.name() === word)
    if (inner === undefined) args.push(word)
    else command = inner
  }
  return command.name() === EXEC && args.length > 0 ? null : { command, option: null, args, usedOptions }
}

/** After its connection's name everything belongs to the command that it runs. */
const EXEC = 'exec'
const MIN_TTL = '--min-ttl'

function commandsOf(command: Command, current: string): Candidate[] {
  return command.commands
    .filter((each) => each.description() !== '' && each.name().startsWith(current))
    .map((each) => ({ word: each.name(), about: each.description() }))
}

/** Options already used are left out, except those that may be repeated. */
function optionsOf(command: Command, current: string, usedOptions: readonly string[]): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description, parseArg }) =>
      long === undefined || !long.startsWith(current) || (usedOptions.includes(long) && parseArg === undefined)
        ? []
        : [{ word: long, about: description }],
    )
}

async function valuesOf(option: Option, current: string, prefix: string, wordsFor: WordsFor): Promise<Candidates> {
  const { argChoices, flags } = option
  const [, kind = ''] = /<([a-z-]+)>/.exec(flags) ?? []
  if (argChoices === undefined && kind === 'file') return { words: [], other: 'files' }
  // In a comma-separated list the last value is being typed.
  const [, first = '', last = ''] = /^(.*,)?([^,]*)$/s.exec(current) ?? []
  const choices = argChoices ?? (await wordsFor(kind))
  const alreadyGiven = first.split(',')
  const words = choices.filter((word) => word.startsWith(last) && !alreadyGiven.includes(word))
  return { words: words.map((word) => ({ word: `${prefix}${first}${word}`, about: '' })), other: null }
}

async function argumentsFor(argument: Argument, current: string, wordsFor: WordsFor): Promise<Candidates> {
  const { argChoices } = argument
  const name = argument.name()
  if (name === 'file') return { words: [], other: 'files' }
  const words = (argChoices ?? (await wordsFor(name))).filter((word) => word.startsWith(current))
  return { words: words.map((word) => ({ word, about: '' })), other: null }
}
