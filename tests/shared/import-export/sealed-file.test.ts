import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import { armourOf, sealOf } from '../../../shared/import-export/sealed-file.ts'

test.each([0, 1, 2, 3, 47, 48, 49, 5_000])(
  '%i sealed bytes get the armour that age itself would give',
  async (length) => {
    const identity = await generateX25519Identity()
    const encrypter = new Encrypter()
    encrypter.addRecipient(await identityToRecipient(identity))
    const bytes = await encrypter.encrypt(new Uint8Array(length).fill(7))
    const armour = armourOf(bytes) ?? ''
    expect(armour).toBe(armor.encode(bytes))
    expect(sealOf(armour)).toBe('key')
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    expect(await decrypter.decrypt(armor.decode(armour))).toEqual(new Uint8Array(length).fill(7))
  },
)

const NONE = [
  '',
  'age',
  'age-encryption.org',
  '{"name":"ward"}',
  '-----BEGIN AGE ENCRYPTED FILE-----',
  ' age-encryption.org/v1',
]

test.each([
  ['a bundle', '\n { "everbearerBundle" : 1, "signer": "" }', 'bundle'],
  ['a word inside', '{ "note": "everbearerBundle", "more": {"everbearerBundle": 1} }', null],
  ['an export', '{ "everbearer": 1, "connections": [] }', null],
  ['nothing', '', null],
])('what opens %s', (_of, text, seal) => {
  expect(sealOf(text)).toBe(seal)
})

test.each(NONE)('what is none is left alone: %j', (text) => {
  expect(armourOf(new TextEncoder().encode(text))).toBeNull()
})
