import { raise } from '../../shared/fault.ts'
import type { Terminal } from '../adapters/node/terminal.ts'
import { jsonBreaksAt } from './json-place.ts'

/** A connection takes a few kilobytes, tokens included; its line on the socket may not be longer than a megabyte. */
const MOST_BYTES = 256 * 1_024

/** The JSON of `add` and `edit`, still of unknown shape. Faults: file_unreadable, input_too_large, not_json. */
export async function readEntry(terminal: Terminal, path: string): Promise<unknown> {
  const text = await terminal.read(path, MOST_BYTES)
  try {
    return JSON.parse(text) as unknown
  } catch {
    raise('not_json', jsonBreaksAt(text) ?? {})
  }
}
