import { plainWord } from '../entry/plain-word.ts'
import { raise } from '../fault.ts'
import { isRecord } from './record.ts'

/** A plain object with known keys only; by its own keys, so that `__proto__` is refused like any other unknown key. */
export function knownRecord(raw: unknown, where: string, known: readonly string[]): Record<string, unknown> {
  if (!isRecord(raw)) raise('bad_shape', { where })
  const unknownKey = Object.keys(raw).find((name) => !known.includes(name))
  if (unknownKey !== undefined) raise('unknown_key', { key: plainWord(unknownKey), where, known: known.join(', ') })
  return { ...raw }
}
