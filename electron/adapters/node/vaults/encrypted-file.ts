import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { faultOf, raise } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import { createSequencerByKey } from '../../../core/concurrency/sequencer-by-key.ts'
import type { VaultBackend, VaultCondition } from '../../../core/ports.ts'
import { cleanLeftovers, makePrivateFolder, syncFolder, writeAtomically } from '../files/atomic-write.ts'
import { copiesAside, copyAside } from '../files/copy-aside.ts'
import { fileFault, isAbsent } from '../files/file-fault.ts'
import { readStored } from '../files/stored-file.ts'
import { type SealedDocument, seal, unseal } from './sealed-document.ts'
import { isUnmade, KEY_NAME } from './vault-folder.ts'
import { dropIdleKey, openVaultKey, saveVaultKey, unlockVaultKey, type VaultKey, WORK_FACTOR } from './vault-key.ts'

export type FileVaultOptions = {
  /** The vault's own folder; made when it is missing. */
  folder: string
  /** Where the passphrase comes from without a person being asked each time; null: there is none yet. */
  askPassphrase: () => Promise<Secret | null>
  /** log2 of scrypt's cost; only tests take less than the default. */
  workFactor?: number
}

/**
 * A vault of one encrypted file per document (age format, so that `age -d` can open it in an emergency): `key.age` holds an
 * X25519 identity under the passphrase, `KEY.age` a document for that identity. The passphrase is worked through once a run;
 * a save costs no scrypt. Faults: passphrase_needed, passphrase_wrong, passphrase_weak, vault_damaged {key}, vault_full, vault_denied.
 */
export function encryptedFileVault(options: FileVaultOptions): VaultBackend {
  return new EncryptedFileVault(options)
}

class EncryptedFileVault implements VaultBackend {
  readonly kind = 'file'
  readonly #folder: string
  readonly #ask: () => Promise<Secret | null>
  readonly #workFactor: number
  readonly #inTurn = createSequencerByKey()
  /** The newest generation that this run has written or read (1 and up). Removing a document counts as one more. */
  readonly #seen = new Map<string, { generation: number; present: boolean }>()
  #key: VaultKey | null = null
  /** Trying it again at every read would cost a second each time. */
  #wrongPassphrase: Secret | null = null
  #closedCondition: VaultCondition = 'passphrase-needed'

  constructor({ folder, askPassphrase, workFactor = WORK_FACTOR }: FileVaultOptions) {
    this.#folder = folder
    this.#ask = askPassphrase
    this.#workFactor = workFactor
  }

  read(key: string): Promise<string | null> {
    return this.#withKey(key, async (vaultKey) => (await this.#load(key, vaultKey))?.value ?? null)
  }

  write(key: string, value: string): Promise<void> {
    return this.#withKey(key, async (vaultKey) => {
      const generation = (await this.#newest(key, vaultKey)) + 1
      await writeAtomically(this.#path(key), await seal({ key, generation, value }, vaultKey))
      this.#seen.set(key, { generation, present: true })
    })
  }

  remove(key: string, why?: 'moved'): Promise<void> {
    return this.#withKey(key, async (vaultKey) => {
      const generation = (await this.#newest(key, vaultKey)) + 1
      await removeFile(this.#path(key))
      if (why !== 'moved') for (const path of await copiesAside(this.#path(key))) await removeFile(path)
      await syncFolder(this.#folder)
      this.#seen.set(key, { generation, present: false })
    })
  }

  get why(): 'file_new' | undefined {
    return this.#key === null && isUnmade(this.#folder) ? 'file_new' : undefined
  }

  async condition(): Promise<VaultCondition> {
    return this.#key ? 'open' : this.#closedCondition
  }

  async unlock(passphrase?: string): Promise<void> {
    await this.#openOnce(passphrase === undefined ? null : new Secret(passphrase))
  }

  async changePassphrase(current: string, next: string): Promise<void> {
    await this.#inTurn(KEY_NAME, async () => {
      const key = await unlockVaultKey(this.#folder, new Secret(current))
      await saveVaultKey(this.#folder, key, new Secret(next), this.#workFactor)
    })
  }

  async close(): Promise<void> {
    await this.#inTurn(KEY_NAME, async () => {
      if (this.#key) await dropIdleKey(this.#folder)
      this.#key = null
    })
  }

  #withKey<Value>(key: string, work: (vaultKey: VaultKey) => Promise<Value>): Promise<Value> {
    return this.#inTurn(key, async () => {
      if (key === KEY_NAME) throw new Error('the vault keeps its own key under this name')
      const vaultKey = await this.#openOnce(null)
      try {
        return await work(vaultKey)
      } catch (thrown) {
        throw fileFault(thrown, key)
      }
    })
  }

  /** Opens the vault once for concurrent callers. */
  #openOnce(given: Secret | null): Promise<VaultKey> {
    if (this.#key) return Promise.resolve(this.#key)
    return this.#inTurn(KEY_NAME, async () => {
      if (this.#key) return this.#key
      try {
        this.#key = await this.#open(given)
        return this.#key
      } catch (thrown) {
        this.#closedCondition = conditionOf(thrown)
        throw thrown
      }
    })
  }

  async #open(given: Secret | null): Promise<VaultKey> {
    const passphrase = given ?? (await this.#ask()) ?? raise('passphrase_needed')
    if (!given && this.#wrongPassphrase?.equals(passphrase)) raise('passphrase_wrong')
    try {
      await makePrivateFolder(this.#folder)
      await cleanLeftovers(this.#folder)
      return await openVaultKey(this.#folder, passphrase, this.#workFactor)
    } catch (thrown) {
      if (faultOf(thrown).code === 'passphrase_wrong') this.#wrongPassphrase = passphrase
      throw fileFault(thrown, KEY_NAME)
    }
  }

  /** Null when there is none. Raises vault_damaged for a file that vanished or is older than this run knows. */
  async #load(key: string, vaultKey: VaultKey): Promise<SealedDocument | null> {
    const seen = this.#seen.get(key)
    const sealed = await readIfPresent(this.#path(key))
    if (sealed === null) return seen?.present ? raise('vault_damaged', { key }) : null
    const document = await unseal(sealed, key, vaultKey)
    if (document.generation < (seen?.generation ?? 1)) raise('vault_damaged', { key })
    this.#seen.set(key, { generation: document.generation, present: true })
    return document
  }

  /** The generation before the next write; 0 for a new key. A copy of an unreadable file is set aside before it is replaced. */
  async #newest(key: string, vaultKey: VaultKey): Promise<number> {
    const seen = this.#seen.get(key)
    if (seen) return seen.generation
    try {
      return (await this.#load(key, vaultKey))?.generation ?? 0
    } catch (thrown) {
      if (faultOf(fileFault(thrown, key)).code !== 'vault_damaged') throw thrown
      await copyAside(this.#path(key))
      return 0
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.age`)
  }
}

function conditionOf(thrown: unknown): VaultCondition {
  const { code } = faultOf(thrown)
  if (code === 'vault_damaged') return 'damaged'
  return code === 'vault_denied' ? 'denied' : 'passphrase-needed'
}

async function readIfPresent(path: string): Promise<Uint8Array | null> {
  try {
    return await readStored(path)
  } catch (thrown) {
    if (isAbsent(thrown)) return null
    throw thrown
  }
}

async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((thrown) => {
    if (!isAbsent(thrown)) throw thrown
  })
}
