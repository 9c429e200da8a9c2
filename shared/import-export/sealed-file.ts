import { bytesToBase64url, plainBase64 } from '../encoding/base64url.ts'

/** Files in the age format: as text (its armour) wherever they pass through a contract, as bytes where somebody made them with `age`. */

const BEGINS = '-----BEGIN AGE ENCRYPTED FILE-----'
const ENDS = '-----END AGE ENCRYPTED FILE-----'
/** The first line of the binary form; what follows it is the number of the format. */
const BINARY_BEGINS = 'age-encryption.org/v'

/** What opens a file: a passphrase or identity that somebody gives (`key`), or this workstation's own identity (`bundle`). */
export type Seal = 'key' | 'bundle'

/** Null for what anybody can read. Looks only at how the text begins; reading it finds out the rest. */
export function sealOf(text: string): Seal | null {
  if (text.trimStart().startsWith(BEGINS)) return 'key'
  return /^\s*\{\s*"everbearerBundle"\s*:/.test(text.slice(0, 200)) ? 'bundle' : null
}

/** The armour of a sealed file that is there as bytes; null for any other file. */
export function armourOf(bytes: Uint8Array): string | null {
  if (![...BINARY_BEGINS].every((letter, index) => bytes[index] === letter.charCodeAt(0))) return null
  const lines = plainBase64(bytesToBase64url(bytes)).match(/.{1,64}/g) ?? []
  return [BEGINS, ...lines, ENDS, ''].join('\n')
}
