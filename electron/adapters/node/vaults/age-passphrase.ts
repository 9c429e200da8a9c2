import { randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { type Identity, type Recipient, Stanza } from 'age-encryption'
import { FaultError, fault } from '../../../../shared/fault.ts'
import type { Secret } from '../../../../shared/secret.ts'

/**
 * The passphrase part of the age format (age-encryption.org/v1, "the scrypt recipient type"). The library has one too, but
 * it computes scrypt in JavaScript and stops the whole program for a second; Node's own runs beside it.
 */
const LABEL = Buffer.from('age-encryption.org/v1/scrypt')
const SALT_BYTES = 16
const FILE_KEY_BYTES = 16
const TAG_BYTES = 16
/** The key that wraps is used once, since each has its own salt; the format therefore fixes the nonce at zero. */
const NONCE = new Uint8Array(12)
/** Otherwise a planted file could ask for terabytes of memory; 20 takes one GiB and some seconds. */
const MAX_WORK_FACTOR = 20

export function passphraseRecipient(passphrase: Secret, workFactor: number): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES)
      const key = await wrappingKey(passphrase, salt, workFactor)
      const saltText = salt.toString('base64').replaceAll('=', '')
      return [new Stanza(['scrypt', saltText, String(workFactor)], chacha20poly1305(key, NONCE).encrypt(fileKey))]
    },
  }
}

export function passphraseIdentity(passphrase: Secret): Identity {
  return {
    /** Null for a wrong passphrase, which cannot be told from a damaged stanza; throws when it is none at all. */
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas
      if (stanza === undefined || stanzas.length !== 1 || stanza.args[0] !== 'scrypt') return null
      const { salt, work } = readParameters(stanza)
      const key = await wrappingKey(passphrase, salt, work)
      try {
        return chacha20poly1305(key, NONCE).decrypt(stanza.body)
      } catch {
        return null
      }
    },
  }
}

function readParameters({ args, body }: Stanza): { salt: Buffer; work: number } {
  const [, saltText = '', work = ''] = args
  const salt = Buffer.from(saltText, 'base64')
  const isValid = salt.length === SALT_BYTES && body.length === FILE_KEY_BYTES + TAG_BYTES && args.length === 3
  if (!isValid || !/^[1-9]\d?$/.test(work) || Number(work) > MAX_WORK_FACTOR) throw new Error('invalid scrypt stanza')
  return { salt, work: Number(work) }
}

/** Raises vault_starved: a quarter of a gibibyte is more than some containers and services may take. */
async function wrappingKey(passphrase: Secret, salt: Uint8Array, work: number): Promise<Uint8Array> {
  const cost = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** work * 8 * 128 + 2 ** 20 }
  const labelledSalt = Buffer.concat([LABEL, salt])
  const isElectron = process.versions['electron'] !== undefined
  const key = isElectron ? scryptInWorker(passphrase, labelledSalt, cost) : scryptAsync(passphrase, labelledSalt, cost)
  // Only memory can fail here: the parameters were checked before.
  return await key.catch((thrown: unknown) => {
    throw new FaultError(fault('vault_starved'), { cause: thrown })
  })
}

function scryptAsync(passphrase: Secret, labelledSalt: Uint8Array, cost: ScryptOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.reveal(), labelledSalt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

const WORKER_SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads')
const { passphrase, labelledSalt, cost } = workerData
parentPort.postMessage(require('node:crypto').scryptSync(passphrase, labelledSalt, 32, cost))`

/**
 * Node's async `scrypt` first validates its parameters in the calling thread. OpenSSL only checks them; BoringSSL, which
 * Electron has instead, computes the whole key there, so a worker is needed.
 */
function scryptInWorker(passphrase: Secret, labelledSalt: Uint8Array, cost: ScryptOptions): Promise<Uint8Array> {
  const workerData = { passphrase: passphrase.reveal(), labelledSalt, cost }
  const worker = new Worker(WORKER_SCRIPT, { eval: true, workerData, env: {}, execArgv: [] })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
