import { raise } from '../../shared/fault.ts'
import type { Terminal } from '../adapters/node/terminal.ts'
import { jsonBreaksAt } from './json-place.ts'

/** A connection takes a few kilobytes, tokens included; its line on the socket may not be longer than a megabyte. */
const MOST_BYTES = 256 * 1_024

/** The JSON of `add` and `edit`, still of unknown shape. Faults: file_unreadable, input_too_large, not_json, bad_shape. */
export async function readEntry(terminal: Terminal, path: string): Promise<unknown> {
  const text = await terminal.read(path, MOST_BYTES)
  const value = parsed(text)
  if (isDeep(value, DEEPEST)) raise('bad_shape', { where: 'connection' })
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    raise('not_json', jsonBreaksAt(text) ?? {})
  }
}

/** A connection is four levels deep; what writes JSON for the socket goes down level by level and would give out. */
const DEEPEST = 16

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1))
}
