import { jsonErrorAt } from '../../../shared/encoding/json-place.ts'
import { raise } from '../../../shared/fault.ts'
import type { CommandContext } from '../context.ts'
import { fileText } from './file-text.ts'

/** A connection takes a few kilobytes, tokens included; its line on the socket may not be longer than a megabyte. */
const MAX_BYTES = 256 * 1_024

/** The JSON of `add` and `edit`, still of unknown shape. Faults: those of Terminal.read, not_json, bad_shape. */
export async function readEntry(context: Pick<CommandContext, 'terminal' | 'texts'>, path: string): Promise<unknown> {
  const value = parseJson(await fileText(context, path, MAX_BYTES))
  if (isDeep(value, MAX_DEPTH)) raise('bad_shape', { where: 'connection' })
  return value
}

function parseJson(text: string): unknown {
  if (text.trim() === '') raise('not_json', { why: 'empty' })
  try {
    return JSON.parse(text) as unknown
  } catch {
    raise('not_json', jsonErrorAt(text) ?? {})
  }
}

/** A connection is four levels deep; what writes JSON for the socket goes down level by level and would give out. */
const MAX_DEPTH = 16

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1))
}
