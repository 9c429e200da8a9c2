const VERBOSE = '--verbose'

/**
 * Takes `--verbose` out of a command line, wherever it stands: it changes nothing that is done. What comes after `--` is
 * another program's.
 */
export function takeVerbose(given: readonly string[]): {
  readonly words: readonly string[]
  readonly verbose: boolean
} {
  const end = given.indexOf('--')
  const own = end < 0 ? given : given.slice(0, end)
  const words = [...own.filter((word) => word !== VERBOSE), ...given.slice(own.length)]
  return { words, verbose: own.includes(VERBOSE) }
}
