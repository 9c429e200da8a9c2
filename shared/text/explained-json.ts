import { isFaultCode } from '../faults/fault-kind.ts'
import { faultMessage } from './sentence.ts'
import type { Texts } from './texts.ts'

/** What is known around a fault: whose it is, for the names in its sentence. */
type Around = { readonly name?: string; readonly system?: string }

/**
 * A value as JSON for programs, with `message` and `next` beside the `code` and `params` of every fault, warning and copying
 * mistake in it: whoever shows it to a person has no list of codes to translate. The value itself stays as it is.
 */
export function explainedJson(texts: Texts, value: unknown, indent?: number, around: Around = {}): string {
  const plain = indent === undefined ? JSON.stringify(value) : JSON.stringify(value, null, indent)
  // Most answers hold no fault, and the walk costs more than the rest of a token's answer.
  return plain.includes('"code":') ? JSON.stringify(explained(texts, value, around), null, indent) : plain
}

function explained(texts: Texts, value: unknown, around: Around): unknown {
  if (Array.isArray(value)) return value.map((each) => explained(texts, each, around))
  if (typeof value !== 'object' || value === null) return value
  const inside = { ...around, ...whose(value) }
  const parts = Object.entries(value).map(([key, part]) => [key, explained(texts, part, inside)] as const)
  return { ...Object.fromEntries(parts), ...sentencesOf(texts, value, around) }
}

/** A view and an entry of an import have a name and a system, a finding of the doctor names its connection. */
function whose(value: object): Around {
  const { name, system, connection } = value as Readonly<Record<string, unknown>>
  if (typeof connection === 'string') return { name: connection }
  return typeof name === 'string' && typeof system === 'string' ? { name, system } : {}
}

function sentencesOf(texts: Texts, value: object, around: Around): { message: string; next: string } | null {
  const { code, params, field } = value as Readonly<Record<string, unknown>>
  if (!isFaultCode(code) || typeof params !== 'object' || params === null) return null
  const known = typeof field === 'string' ? { ...around, field, path: field } : { ...around }
  const { say, next } = faultMessage(texts, { code, params: params as Record<string, string | number> }, known)
  return { message: say, next }
}
