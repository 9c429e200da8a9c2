import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { isLongEnough, LEAST_PASSPHRASE_LETTERS } from '../../../../shared/entry/passphrase.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import { writeAtomically } from '../files/atomic-write.ts'
import { fileFault, isAbsent } from '../files/file-fault.ts'
import { readStored } from '../files/stored-file.ts'
import { passphraseIdentity, passphraseRecipient } from './age-passphrase.ts'
import { hasDocuments, KEY_NAME } from './vault-folder.ts'

/** Opens every document of a file vault. The recipient is never on disk: without it nobody can forge a document. */
export type VaultKey = { readonly identity: Secret; readonly recipient: string }

/** The format's own default: about a second and 256 MiB for each guess at a passphrase. */
export const WORK_FACTOR = 18

/**
 * Opens `key.age` in `folder` with the passphrase, or makes it when there is no vault yet.
 * Faults: passphrase_wrong, passphrase_weak (only when it is made), vault_damaged {key: 'key'}, vault_denied, vault_full,
 * vault_starved.
 */
export async function openVaultKey(folder: string, passphrase: Secret, workFactor: number): Promise<VaultKey> {
  const sealed = await readKeyFile(folder)
  if (sealed !== null) return keyOf(await unseal(sealed, passphrase))
  // A new key would make what is there unreadable for good; the old key file may still come back from a backup.
  if (await hasDocuments(folder)) raise('vault_damaged', { key: KEY_NAME })
  const key = await keyOf(new Secret(await generateX25519Identity()))
  await saveVaultKey(folder, key, passphrase, workFactor)
  return key
}

/** Opens the existing key; never makes one. Faults: passphrase_wrong, vault_damaged {key: 'key'}, vault_denied. */
export async function unlockVaultKey(folder: string, passphrase: Secret): Promise<VaultKey> {
  const sealed = (await readKeyFile(folder)) ?? raise('vault_damaged', { key: KEY_NAME })
  return keyOf(await unseal(sealed, passphrase))
}

/** Seals the key with a (new) passphrase; documents stay as they are. Faults: passphrase_weak, vault_denied, vault_full. */
export async function saveVaultKey(folder: string, key: VaultKey, passphrase: Secret, workFactor: number) {
  if (!isLongEnough(passphrase.reveal())) raise('passphrase_weak', { least: LEAST_PASSPHRASE_LETTERS })
  const encrypter = new Encrypter()
  encrypter.addRecipient(passphraseRecipient(passphrase, workFactor))
  const sealed = await encrypter.encrypt(key.identity.reveal())
  await writeAtomically(keyPath(folder), sealed).catch((thrown) => {
    throw fileFault(thrown, KEY_NAME)
  })
}

/**
 * Removes a key without documents (the vault was moved away, or a move to it has failed): the next vault in this folder
 * would otherwise want a passphrase that nobody remembers. Never raises. Keeps the key where the folder cannot be listed,
 * since it may be full of documents.
 */
export async function dropIdleKey(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => null)
  const isIdle = names !== null && !names.some((name) => name !== `${KEY_NAME}.age` && name.includes('.age'))
  if (isIdle) await unlink(keyPath(folder)).catch(() => {})
}

async function readKeyFile(folder: string): Promise<Uint8Array | null> {
  try {
    return await readStored(keyPath(folder))
  } catch (thrown) {
    if (isAbsent(thrown)) return null
    throw fileFault(thrown, KEY_NAME)
  }
}

async function unseal(sealed: Uint8Array, passphrase: Secret): Promise<Secret> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(passphraseIdentity(passphrase))
  try {
    return new Secret(await decrypter.decrypt(sealed, 'text'))
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    const isWrongPassphrase = thrown instanceof Error && thrown.message.startsWith('no identity matched')
    throw new FaultError(isWrongPassphrase ? fault('passphrase_wrong') : fault('vault_damaged', { key: KEY_NAME }), {
      cause: thrown,
    })
  }
}

async function keyOf(identity: Secret): Promise<VaultKey> {
  try {
    return { identity, recipient: await identityToRecipient(identity.reveal()) }
  } catch {
    // No cause: the library's message may hold the text that is no identity.
    return raise('vault_damaged', { key: KEY_NAME })
  }
}

function keyPath(folder: string): string {
  return join(folder, `${KEY_NAME}.age`)
}
