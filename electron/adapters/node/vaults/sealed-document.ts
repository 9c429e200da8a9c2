import { Decrypter, Encrypter } from 'age-encryption'
import { z } from 'zod'
import { foreignVersion } from '../../../../shared/connections/version-steps.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { raise } from '../../../../shared/fault.ts'
import type { VaultKey } from './vault-key.ts'

const SEALED_VERSION = 1

/** The content of `KEY.age`: it holds its own key and generation, so that no file can replace another or a later one. */
export type SealedDocument = z.infer<typeof documentSchema>

const documentSchema = z.strictObject({
  /** Left out by the first version, which is still the one of today. */
  version: z.literal(SEALED_VERSION).optional(),
  key: z.string(),
  generation: z.int().min(1),
  value: z.string(),
})

export async function seal(document: SealedDocument, { recipient }: VaultKey): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter.encrypt(JSON.stringify(document))
}

/** Raises vault_newer {version, reads}, and vault_damaged {key} for anything but a document of this key; nothing of its content gets into the error. */
export async function unseal(sealed: Uint8Array, key: string, { identity }: VaultKey): Promise<SealedDocument> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity.reveal())
  const text = await decrypter.decrypt(sealed, 'text').catch(() => raise('vault_damaged', { key }))
  const content = jsonIn(text)
  const version = foreignVersion(content, { current: SEALED_VERSION })
  if (version !== null) raise('vault_newer', { version, reads: SEALED_VERSION })
  const document = documentSchema.safeParse(content).data
  return document?.key === key ? document : raise('vault_damaged', { key })
}
