import { isFaultCode } from '../../shared/faults/fault-kind.ts'

/** What a door told, back to codes and parameters; throws where a fault came without its sentence and next step. */
export function untold(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untold)
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, untold(part)]))
  if (!isFaultCode(parts['code']) || parts['params'] === undefined) return parts
  const { message, next, ...fault } = parts
  if (!isSentence(message) || !isSentence(next)) throw new Error(`${String(parts['code'])} came without words`)
  return fault
}

function isSentence(text: unknown): boolean {
  return typeof text === 'string' && text.length > 5
}
