import { bytesToBase64url } from '../encoding/base64url.ts'

/** Files in the age format: as text (its armour) wherever they pass through a contract, as bytes where somebody made them with `age`. */

const BEGINS = '-----BEGIN AGE ENCRYPTED FILE-----'
const ENDS = '-----END AGE ENCRYPTED FILE-----'
/** The first line of the binary form; what follows it is the number of the format. */
const BINARY_BEGINS = 'age-encryption.org/v'
const LINE_BYTES = 48

/** What opens a text: a passphrase or identity that somebody gives (`key`), or this workstation's own identity (`bundle`). */
export type Seal = 'key' | 'bundle'

/** Null for what anybody can read. A quick look at how it begins: what is wrong further on, reading it says. */
export function sealOf(text: string): Seal | null {
  if (text.trimStart().startsWith(BEGINS)) return 'key'
  return /^\s*\{\s*"everbearerBundle"\s*:/.test(text.slice(0, 200)) ? 'bundle' : null
}

/** The armour of a sealed file that is there as bytes; null for any other file. */
export function armourOf(bytes: Uint8Array): string | null {
  if (![...BINARY_BEGINS].every((letter, index) => bytes[index] === letter.charCodeAt(0))) return null
  const lines: string[] = [BEGINS]
  for (let at = 0; at < bytes.length; at += LINE_BYTES) lines.push(base64(bytes.subarray(at, at + LINE_BYTES)))
  return [...lines, ENDS, ''].join('\n')
}

function base64(bytes: Uint8Array): string {
  const text = bytesToBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}
