import type { Digest } from '../../ports.ts'
import type { StoredValue } from '../shared-store.ts'

/** Where a letter lies, and what it says. */
type Letter = Pick<StoredValue, 'key' | 'value'>

/**
 * Which letter of each place this workstation knows. Not by its revision: after an older backup was put back the store counts
 * anew, and another letter may have the same one.
 */
export type KnownLetters = {
  has(letter: Letter): boolean
  note(letter: Letter): void
}

export function knownLetters(digest: Digest): KnownLetters {
  const last = new Map<string, string>()
  return {
    has: ({ key, value }) => last.get(key) === digest(value),
    note: ({ key, value }) => void last.set(key, digest(value)),
  }
}
