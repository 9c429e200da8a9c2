import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  beginKeyAgreement,
  plainSession,
} from '../../../../../electron/adapters/node/keychain/secret-service/secret-session.ts'

/** Both sides agree, unless the agreed number begins with a zero. */
function agreed() {
  for (;;) {
    const [ours, theirs] = [beginKeyAgreement(), beginKeyAgreement()]
    const session = ours.session('/s', theirs.publicKey)
    const opposite = theirs.session('/s', ours.publicKey)
    if (session && opposite) return { session, opposite }
  }
}

test('what one side seals the other opens, and no two sealings look alike', () => {
  const { session, opposite } = agreed()
  for (const text of ['', 'x', 'grün 🍓', 'y'.repeat(100_000)]) {
    expect(opposite.open(session.seal(text))).toBe(text)
    const [, iv, value, type] = session.seal(text)
    expect([iv.length, type]).toEqual([16, 'text/plain'])
    expect(Buffer.from(value).includes(Buffer.from('grün'))).toBe(false)
    expect(Buffer.from(session.seal(text)[2]).equals(Buffer.from(value))).toBe(false)
  }
})

test('public keys have the length of the group, and another session opens nothing', () => {
  expect(beginKeyAgreement().publicKey).toHaveLength(128)
  const [{ session }, { session: other }] = [agreed(), agreed()]
  let opened: string | null = null
  try {
    opened = other.open(session.seal('secret'))
  } catch {
    // as it should, but for one time in 256 when the padding fits by chance
  }
  expect(opened).not.toBe('secret')
})

test('a service that answers without a key of its own has agreed to nothing', () => {
  expect(beginKeyAgreement().session('/s', Buffer.alloc(0))).toBeNull()
  expect(beginKeyAgreement().session('/s', Buffer.alloc(128))).toBeNull()
  expect(beginKeyAgreement().session('/s', randomBytes(0))).toBeNull()
})

test('a plain session carries the text as it is', () => {
  const session = plainSession('/s')
  expect(session.open(session.seal('grün'))).toBe('grün')
})
