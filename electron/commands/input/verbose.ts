const VERBOSE = '--verbose'

/**
 * Takes `--verbose` out of a command line, wherever it stands: it changes nothing that is done. Of another program's words
 * none is taken, so with `exec` it stands in front: `everbearer --verbose exec NAME -- COMMAND`.
 */
export function takeVerbose(given: readonly string[]): {
  readonly words: readonly string[]
  readonly verbose: boolean
} {
  const command = given.findIndex((word) => !word.startsWith('-'))
  const end = given[command] === 'exec' ? command : given.indexOf('--')
  const own = end < 0 ? given : given.slice(0, end)
  const words = [...own.filter((word) => word !== VERBOSE), ...given.slice(own.length)]
  return { words, verbose: own.includes(VERBOSE) }
}
