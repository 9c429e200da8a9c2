const known = new Map<string, Intl.DateTimeFormat>()

/**
 * The formatter of that language and those options. Making one costs as much as thirty uses of it, and a long list says
 * many moments each second: so each is made once.
 */
export function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options])
  const made = known.get(key) ?? new Intl.DateTimeFormat(language, options)
  known.set(key, made)
  return made
}
