import { NAME_PATTERN } from '../../shared/connections/connection-name.ts'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'

/** Registered with the system by a package (scripts/package/package-config.mjs) and, on macOS and Windows, by the program itself. */
export const LINK_SCHEME = 'everbearer'

/**
 * The place in the page that a link leads to: `everbearer://connections/NAME` and nothing else. Any web page can hold such
 * a link, so it only ever shows something; no word of it becomes an action. Null for everything that is not exactly that.
 */
export function placeOfLink(link: string): string | null {
  const name = new RegExp(`^${LINK_SCHEME}://connections/([^/?#]{1,63})/?$`, 'i').exec(link)?.[1] ?? ''
  return NAME_PATTERN.test(name) ? `#/connections/${name}` : null
}

/** Systems hand a link over as one of the words that a program is started with. */
export function placeOfWords(words: readonly string[]): string | null {
  return words.map(placeOfLink).find((place) => place !== null) ?? null
}

/** Of the words of another start, those that mean something to us. */
export function relevantWords(words: readonly string[]): readonly string[] {
  return words.filter((word) => word === HIDDEN || placeOfLink(word) !== null)
}
