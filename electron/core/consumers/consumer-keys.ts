import type { Random } from '../ports.ts'

/**
 * A consumer's key: a prefix by which scanners for lost secrets find it, 64 bits that say whose it is, and 256 random
 * ones. Only who holds it knows it: the vault has its SHA-256.
 */
export const KEY_PREFIX = 'evb_'
const ID_BYTES = 8
const SECRET_BYTES = 32

export const KEY_PATTERN = /evb_[0-9a-f]{80}/
const WHOLE_KEY = /^evb_[0-9a-f]{80}$/

export function newKey({ hex }: Pick<Random, 'hex'>): { readonly key: string; readonly id: string } {
  const id = hex(ID_BYTES)
  return { id, key: `${KEY_PREFIX}${id}${hex(SECRET_BYTES)}` }
}

/** Whose it would be; null for what is no key at all. */
export function idIn(key: string): string | null {
  return WHOLE_KEY.test(key) ? key.slice(KEY_PREFIX.length, KEY_PREFIX.length + 2 * ID_BYTES) : null
}

/** Of two digests of one length: takes the same time wherever they differ. */
export function isSameDigest(one: string, other: string): boolean {
  let differing = one.length ^ other.length
  for (let at = 0; at < one.length; at++) differing |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return differing === 0
}
