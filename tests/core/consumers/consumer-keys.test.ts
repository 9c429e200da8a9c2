import { expect, it } from 'vitest'
import { isSameDigest } from '../../../electron/core/consumers/consumer-keys.ts'

/** A text that counts how often one looks into it. */
function watched(text: string) {
  const seen = { looks: 0 }
  const digest = {
    length: text.length,
    charCodeAt(at: number) {
      seen.looks += 1
      return text.charCodeAt(at)
    },
  }
  return { seen, digest: digest as unknown as string }
}

const DIGEST = 'a'.repeat(64)

it.each([
  ['the same', DIGEST, true],
  ['another from the first letter on', `b${'a'.repeat(63)}`, false],
  ['another in the last letter', `${'a'.repeat(63)}b`, false],
  ['another everywhere', 'b'.repeat(64), false],
])('of a digest every letter is looked at: %s', (_what, text, same) => {
  const { seen, digest } = watched(text)
  expect([isSameDigest(digest, DIGEST), seen.looks]).toEqual([same, 64])
})
