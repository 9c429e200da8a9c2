/** What a client certificate is refused for, where the words of TLS alone would mislead. */
import { createPrivateKey } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { expect, test } from 'vitest'
import { nodeCertificates } from '../../../../electron/adapters/node/http/client-certificate.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import { ownAuthority } from '../../../kit/servers/own-authority.ts'

const ward = ownAuthority().issue('Ward 3')

test.each([
  ['no passphrase', null, 'client_passphrase_needed'],
  ['a wrong one', 'not it', 'client_passphrase_wrong'],
] as const)('%s whose padding comes out right by chance is told as what it is', (_what, passphrase, code) => {
  const key = shutKey(passphrase ?? '')
  const parts = {
    certificate: new Secret(ward.certificate),
    key: new Secret(key),
    passphrase: passphrase === null ? null : new Secret(passphrase),
  }
  expect(codeOf(() => nodeCertificates.client({ form: 'pem', ...parts }))).toBe(code)
})

test('the right one opens it', () => {
  const key = encryptedKey()
  const parts = { certificate: new Secret(ward.certificate), key: new Secret(key), passphrase: new Secret('correct') }
  expect(nodeCertificates.client({ form: 'pem', ...parts }).name).toBe('Ward 3')
})

/** A new salt each time; this old form of encryption costs one hash, so that many can be made. */
function encryptedKey(): string {
  const plain = createPrivateKey(ward.key)
  return plain.export({ type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'correct' }).toString()
}

/** One that `passphrase` does not open, and that TLS says something else of than "bad decrypt". */
function shutKey(passphrase: string): string {
  for (let tries = 0; tries < 20_000; tries++) {
    const key = encryptedKey()
    try {
      createSecureContext({ cert: ward.certificate, key, passphrase })
    } catch (thrown) {
      if (!/bad decrypt/.test(String(thrown))) return key
    }
  }
  throw new Error('none came')
}

function codeOf(run: () => unknown): string {
  try {
    run()
    return 'none'
  } catch (thrown) {
    return faultOf(thrown).code
  }
}
