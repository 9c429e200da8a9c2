import { armor, Decrypter, Encrypter } from 'age-encryption'
import { isLongEnough, LEAST_PASSPHRASE_LETTERS } from '../../../../shared/entry/passphrase.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'
import type { Sealing, SealingKey } from '../../../core/ports.ts'
import { passphraseIdentity, passphraseRecipient } from './age-passphrase.ts'
import { WORK_FACTOR } from './vault-key.ts'

/** Sealed files in the age format, so that `age -d` opens them as well. Tests take a smaller work factor. */
export function nodeSealing(workFactor: number = WORK_FACTOR): Sealing {
  return {
    check: async (key) => void encrypterFor(key, workFactor),
    async seal(text, key) {
      return `${armor.encode(await encrypterFor(key, workFactor).encrypt(text.reveal())).trimEnd()}\n`
    },
    async open(sealed, key) {
      const bytes = decodeArmor(sealed)
      const decrypter = new Decrypter()
      addKey(decrypter, key)
      try {
        return new Secret(await decrypter.decrypt(bytes, 'text'))
      } catch (thrown) {
        const wrong = thrown instanceof Error && thrown.message.startsWith('no identity matched')
        throw new FaultError(fault(wrong ? 'sealed_wrong_key' : 'sealed_damaged'), { cause: thrown })
      }
    },
  }
}

function encrypterFor(key: SealingKey, workFactor: number): Encrypter {
  const encrypter = new Encrypter()
  if ('passphrase' in key) {
    if (!isLongEnough(key.passphrase.reveal())) raise('passphrase_weak', { least: LEAST_PASSPHRASE_LETTERS })
    encrypter.addRecipient(passphraseRecipient(key.passphrase, workFactor))
    return encrypter
  }
  for (const [index, recipient] of key.recipients.entries()) {
    try {
      encrypter.addRecipient(recipient.trim())
    } catch {
      // No cause: somebody may have given the identity in its place, and the library's message quotes it.
      raise('invalid_recipient', key.recipients.length === 1 ? {} : { which: index + 1 })
    }
  }
  return encrypter
}

const FORMAT = 1
const FIRST_LINE = /^age-encryption\.org\/v(\d{1,4})\n/

/** Raises export_newer for a later version of the age format. */
function decodeArmor(sealed: string): Uint8Array {
  const bytes = bytesIn(sealed)
  const [, version] = FIRST_LINE.exec(Buffer.from(bytes.subarray(0, 64)).toString('latin1')) ?? []
  if (version !== undefined && Number(version) !== FORMAT) raise('export_newer', { version: Number(version) })
  return bytes
}

function bytesIn(sealed: string): Uint8Array {
  try {
    return armor.decode(sealed)
  } catch {
    return raise('sealed_damaged')
  }
}

/** A line of an identity file, else a passphrase. */
const IDENTITY = /^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/i

function addKey(decrypter: Decrypter, key: Secret): void {
  const text = key.reveal().trim()
  if (!IDENTITY.test(text)) return decrypter.addIdentity(passphraseIdentity(key))
  try {
    decrypter.addIdentity(text.toUpperCase())
  } catch {
    raise('sealed_wrong_key')
  }
}
