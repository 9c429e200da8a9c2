import type { Argument, Command, Option } from 'commander'

/** What may stand where the cursor is. */
export type Candidates = {
  readonly words: readonly Candidate[]
  /** What the shell completes better than we do: a file's name, or another program's command line. */
  readonly other: 'files' | 'command' | null
}
export type Candidate = { readonly word: string; readonly about: string }

/**
 * What the tree of commands does not know: words by the name of an argument, such as `name` or `system`, and by the argument
 * before it.
 */
export type Known = (argument: string, before?: string) => Promise<readonly string[]> | readonly string[]

/**
 * Completes one word of a command line over commander's own tree, so that a command or option that is added is completed
 * too. `words` begin with the program's name; `at` is the index of the word to complete, which may be missing.
 */
export async function candidatesAt(
  program: Command,
  words: readonly string[],
  at: number,
  known: Known,
): Promise<Candidates> {
  const current = words[at] ?? ''
  const place = placeAfter(program, words.slice(1, at))
  if (place === null) return { words: [], other: 'command' }
  const { command, option, given, used } = place
  if (option !== null) return await valuesOf(option, current === '=' ? '' : current, '', known)
  const joined = /^(--[a-z-]+=)(.*)$/s.exec(current)
  const before = joined === null ? undefined : command.options.find(({ long }) => `${long}=` === joined[1])
  if (before !== undefined) return await valuesOf(before, joined?.[2] ?? '', joined?.[1] ?? '', known)
  if (current.startsWith('-')) return { words: optionsOf(command, current, used), other: null }
  if (command.commands.length > 0) return { words: commandsOf(command, current), other: null }
  const { registeredArguments: places } = command
  const argument = places[Math.min(given.length, places.length - 1)]
  if (argument === undefined || (given.length >= places.length && !argument.variadic)) return NOTHING
  return await argumentsFor(argument, current, (name) => known(name, given.at(-1)))
}

const NOTHING: Candidates = { words: [], other: null }

type Place = {
  readonly command: Command
  /** The option whose value is being typed. */
  readonly option: Option | null
  /** Arguments so far. */
  readonly given: readonly string[]
  readonly used: readonly string[]
}

/** Where the words before the cursor lead; null for another program's words. */
function placeAfter(program: Command, words: readonly string[]): Place | null {
  let command = program
  const given: string[] = []
  const used: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (command.name() === GUEST && given.length > 0 && !word.startsWith(MIN_TTL)) return null
    const [name = ''] = word.split('=')
    const option = command.options.find(({ long, short }) => name.startsWith('-') && (name === long || name === short))
    if (option !== undefined) {
      used.push(option.long ?? '')
      if (!option.required || word.includes('=')) continue
      // bash cuts `--option=value` into three words.
      const gap = words[at + 1] === '=' ? 1 : 0
      if (at + gap >= words.length - 1) return { command, option, given, used }
      at += 1 + gap
      continue
    }
    if (word.startsWith('-')) continue
    const inner = command.commands.find((each) => each.name() === word)
    if (inner === undefined) given.push(word)
    else command = inner
  }
  return command.name() === GUEST && given.length > 0 ? null : { command, option: null, given, used }
}

/** After its connection's name everything belongs to the command that it runs. */
const GUEST = 'exec'
const MIN_TTL = '--min-ttl'

function commandsOf(command: Command, current: string): Candidate[] {
  return command.commands
    .filter((each) => each.description() !== '' && each.name().startsWith(current))
    .map((each) => ({ word: each.name(), about: each.description() }))
}

/** One that takes several values may be written again. */
function optionsOf(command: Command, current: string, used: readonly string[]): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description, parseArg }) =>
      long === undefined || !long.startsWith(current) || (used.includes(long) && parseArg === undefined)
        ? []
        : [{ word: long, about: description }],
    )
}

async function valuesOf(option: Option, current: string, before: string, known: Known): Promise<Candidates> {
  const { argChoices, flags } = option
  const [, kind = ''] = /<([a-z-]+)>/.exec(flags) ?? []
  if (argChoices === undefined && kind === 'file') return { words: [], other: 'files' }
  // Of several with commas between it is the last that is being typed.
  const [, first = '', last = ''] = /^(.*,)?([^,]*)$/s.exec(current) ?? []
  const choices = argChoices ?? (await known(kind))
  const taken = first.split(',')
  const words = choices.filter((word) => word.startsWith(last) && !taken.includes(word))
  return { words: words.map((word) => ({ word: `${before}${first}${word}`, about: '' })), other: null }
}

async function argumentsFor(argument: Argument, current: string, known: Known): Promise<Candidates> {
  const { argChoices } = argument
  const name = argument.name()
  if (name === 'file') return { words: [], other: 'files' }
  const words = (argChoices ?? (await known(name))).filter((word) => word.startsWith(current))
  return { words: words.map((word) => ({ word, about: '' })), other: null }
}
