/** Fewer can be tried out; whoever has the encrypted file may try for as long as he likes. */
export const LEAST_PASSPHRASE_LETTERS = 8

export function isLongEnough(passphrase: string): boolean {
  return [...passphrase].length >= LEAST_PASSPHRASE_LETTERS
}
