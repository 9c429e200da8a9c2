import type { CommanderError } from 'commander'
import { type Fault, FaultError, type FaultParams, fault } from '../../../shared/fault.ts'
import { speakable } from './speakable.ts'

/** What commander found wrong with a command line, as a fault: its English is ours to say, and its words may be secret. */
const WHY: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'unknown_command',
  'commander.unknownOption': 'unknown_option',
  'commander.missingArgument': 'missing_argument',
  'commander.help': 'missing_subcommand',
  'commander.optionMissingArgument': 'option_needs_value',
  'commander.missingMandatoryOptionValue': 'missing_option',
  'commander.excessArguments': 'excess_arguments',
}

export function usageFault(why: string, params: FaultParams = {}): Fault {
  return fault('usage', { why, ...params })
}

export function raiseUsage(why: string, params: FaultParams = {}): never {
  throw new FaultError(usageFault(why, params))
}

/**
 * `command` is the one whose words were being read, such as `vault move`; empty for the program itself. `options` are its own:
 * one of these that is not known has come with a value (`--json=true`) and takes none.
 */
export function faultOfUsage(error: CommanderError, command: string, options: readonly string[]): Fault {
  const why = WHY[error.code]
  if (why === undefined) return fault('usage', command === '' ? {} : { command })
  if (error.code === 'commander.excessArguments') return usageFault(why, { command })
  const word = speakable(/'([^']*)'/.exec(error.message)?.[1]?.split(/[ ,<]/)[0] ?? '')
  if (why === 'unknown_option' && word !== null && options.includes(word))
    return usageFault('option_takes_no_value', { word })
  const meant = /\(Did you mean (?:one of )?([^?,]+)/.exec(error.message)?.[1]
  const suggestion = why === 'unknown_command' && command !== '' && meant !== undefined ? `${command} ${meant}` : meant
  return usageFault(why, {
    ...(command === '' ? {} : { command }),
    ...(word === null ? {} : { word }),
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}
