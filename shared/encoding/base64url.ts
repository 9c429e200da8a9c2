/** RFC 4648 section 5, without padding; written out because the pure part of the program has neither Buffer nor atob. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUE_OF = new Map([...ALPHABET].map((letter, value) => [letter, value]))

export function bytesToBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(index, index + 3)
    const word = (first << 16) | (second << 8) | third
    const letters = Math.min(bytes.length - index, 3) + 1
    for (let letter = 0; letter < letters; letter++) text += ALPHABET[(word >> (18 - 6 * letter)) & 63]
  }
  return text
}

/** The same in the plain alphabet and padded (RFC 4648 section 4). */
export function plainBase64(encoded: string): string {
  const text = encoded.replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** Null when a letter is foreign or the length impossible. Padding and the plain alphabet's + and / are accepted. */
export function bytesFromBase64url(text: string): Uint8Array | null {
  const letters = text
    .replace(/={1,2}$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  if (letters.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4))
  let word = 0
  let bits = 0
  let at = 0
  for (const letter of letters) {
    const value = VALUE_OF.get(letter)
    if (value === undefined) return null
    word = ((word << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (word >> bits) & 0xff
    }
  }
  return bytes
}

export function textToBase64url(text: string): string {
  return bytesToBase64url(utf8Bytes(text))
}

/** Null when it is not base64url of valid UTF-8. */
export function textFromBase64url(encoded: string): string | null {
  const bytes = bytesFromBase64url(encoded)
  if (bytes === null) return null
  try {
    return decodeURIComponent([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return null
  }
}

function utf8Bytes(text: string): Uint8Array {
  const percented = encodeURIComponent(text.toWellFormed())
  const bytes: number[] = []
  for (let index = 0; index < percented.length; index++) {
    if (percented[index] !== '%') bytes.push(percented.charCodeAt(index))
    else {
      bytes.push(Number.parseInt(percented.slice(index + 1, index + 3), 16))
      index += 2
    }
  }
  return Uint8Array.from(bytes)
}
