import { mergeTokenSet } from '../../../../shared/connections/merge-token-set.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { generationIn, type LocalCopy } from './local-copies.ts'
import type { Envelope } from './seals.ts'

/**
 * What of this workstation the others still have to get; null where what is there counts. A newer set goes to them always,
 * with what they have changed beside it. Anything else only if they have had it already, so that a refused change does not
 * come back.
 */
export function toPublish(key: string, here: LocalCopy, there: Envelope | null): Envelope | null {
  const whole = { key, number: here.number, value: here.value }
  if (there === null) return whole
  const ahead = generationIn(here.value) - generationIn(there.value)
  // An older state of the store.
  if (ahead >= 0 && here.published && here.number > there.number) return whole
  if (ahead <= 0) return null
  const value = withSet(there.value, here.value)
  return value === null ? null : { key, number: Math.max(here.number, there.number) + 1, value }
}

/** Null where the set here was made for another server than theirs. */
function withSet(theirs: string, ours: string): string | null {
  const [document, own] = [jsonIn(theirs), jsonIn(ours)]
  if (!isDocument(document) || !isDocument(own)) return null
  const merged = mergeTokenSet(document, own)
  return merged === document ? null : JSON.stringify(merged)
}

const isDocument = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
