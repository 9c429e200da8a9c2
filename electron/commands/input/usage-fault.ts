import type { CommanderError } from 'commander'
import { type Fault, FaultError, type FaultParams, fault } from '../../../shared/fault.ts'
import { safeToRepeat } from './safe-to-repeat.ts'

/** Commander's errors as faults: the sentences are ours, and the words in its messages may be secret. */
const WHY_BY_CODE: Readonly<Record<string, string>> = {
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
 * `command` is the one being parsed, such as `vault move`; empty for the program itself. `options` are its own: an
 * "unknown" one of these came with a value (`--json=true`) and takes none.
 */
export function faultOfUsage(error: CommanderError, command: string, options: readonly string[]): Fault {
  const why = WHY_BY_CODE[error.code]
  if (why === undefined) return fault('usage', command === '' ? {} : { command })
  if (error.code === 'commander.excessArguments') return usageFault(why, { command })
  const word = safeToRepeat(/'([^']*)'/.exec(error.message)?.[1]?.split(/[ ,<]/)[0] ?? '')
  if (why === 'unknown_option' && word !== null && options.includes(word))
    return usageFault('option_takes_no_value', { word })
  const guess = /\(Did you mean (?:one of )?([^?,]+)/.exec(error.message)?.[1]
  const suggestion = why === 'unknown_command' && command !== '' && guess !== undefined ? `${command} ${guess}` : guess
  return usageFault(why, {
    ...(command === '' ? {} : { command }),
    ...(word === null ? {} : { word }),
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}
