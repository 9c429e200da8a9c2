import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { Secret } from '../../../../shared/secret.ts'
import type { Identities } from '../../../core/ports.ts'

const PREFIX = 'evb-signer-'

/** Age identities (X25519) for what is sealed, Ed25519 keys (RFC 8032) for what is signed. */
export const nodeIdentities: Identities = {
  async make() {
    // Loaded when somebody enrols: it brings a library of ciphers.
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption')
    const identity = await generateX25519Identity()
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    return {
      identity: new Secret(identity),
      recipient: await identityToRecipient(identity),
      signingKey: new Secret(privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url')),
      signer: PREFIX + (publicKey.export({ format: 'jwk' }).x ?? ''),
    }
  },
  sign(text, signingKey) {
    const der = Buffer.from(signingKey.reveal(), 'base64url')
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    return sign(null, Buffer.from(text), key).toString('base64url')
  },
  verify(text, signature, signer) {
    try {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: signer.slice(PREFIX.length) }
      const key = createPublicKey({ key: jwk, format: 'jwk' })
      return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
    } catch {
      return false
    }
  },
}
