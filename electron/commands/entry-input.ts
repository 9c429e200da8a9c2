import { raise } from '../../shared/fault.ts'
import type { Terminal } from '../adapters/node/terminal.ts'

/** A connection takes a few kilobytes, tokens included; its line on the socket may not be longer than a megabyte. */
const MOST_BYTES = 256 * 1_024

/** The JSON of `add` and `edit`, still of unknown shape. Faults: file_unreadable, input_too_large, not_json. */
export async function readEntry(terminal: Terminal, path: string): Promise<unknown> {
  const text = await terminal.read(path, MOST_BYTES)
  try {
    return JSON.parse(text) as unknown
  } catch (thrown) {
    // The parser's own words quote the text, which holds secrets: only the place is taken from them.
    raise('not_json', thrown instanceof SyntaxError ? placeIn(text, thrown.message) : {})
  }
}

function placeIn(text: string, message: string): { line: number; column: number } | Record<string, never> {
  const position = /at position (\d+)/.exec(message)?.[1]
  const at = position === undefined ? (/end of JSON/.test(message) ? text.length : null) : Number(position)
  if (at === null) return {}
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
