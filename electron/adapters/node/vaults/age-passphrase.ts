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
/** A planted file could else ask for terabytes of memory; 20 takes one GiB and some seconds. */
const MOST_WORK = 20

export function passphraseRecipient(passphrase: Secret, workFactor: number): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES)
      const key = await wrappingKey(passphrase, salt, workFactor)
      const salted = salt.toString('base64').replaceAll('=', '')
      return [new Stanza(['scrypt', salted, String(workFactor)], chacha20poly1305(key, NONCE).encrypt(fileKey))]
    },
  }
}

export function passphraseIdentity(passphrase: Secret): Identity {
  return {
    /** Null for a wrong passphrase, which cannot be told from a damaged stanza; throws when it is none at all. */
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas
      if (stanza === undefined || stanzas.length !== 1 || stanza.args[0] !== 'scrypt') return null
      const { salt, work } = parametersOf(stanza)
      const key = await wrappingKey(passphrase, salt, work)
      try {
        return chacha20poly1305(key, NONCE).decrypt(stanza.body)
      } catch {
        return null
      }
    },
  }
}

function parametersOf({ args, body }: Stanza): { salt: Buffer; work: number } {
  const [, salted = '', work = ''] = args
  const salt = Buffer.from(salted, 'base64')
  const fits = salt.length === SALT_BYTES && body.length === FILE_KEY_BYTES + TAG_BYTES && args.length === 3
  if (!fits || !/^[1-9]\d?$/.test(work) || Number(work) > MOST_WORK) throw new Error('invalid scrypt stanza')
  return { salt, work: Number(work) }
}

/** Raises vault_starved: a quarter of a gibibyte is more than some containers and services may take. */
async function wrappingKey(passphrase: Secret, salt: Uint8Array, work: number): Promise<Uint8Array> {
  const cost = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** work * 8 * 128 + 2 ** 20 }
  const salted = Buffer.concat([LABEL, salt])
  const isElectron = process.versions['electron'] !== undefined
  const key = isElectron ? inThread(passphrase, salted, cost) : beside(passphrase, salted, cost)
  // Nothing else can be wrong with it: the numbers were looked at before.
  return await key.catch((thrown: unknown) => {
    throw new FaultError(fault('vault_starved'), { cause: thrown })
  })
}

function beside(passphrase: Secret, salted: Uint8Array, cost: ScryptOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.reveal(), salted, 32, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

const IN_THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
const { passphrase, salted, cost } = workerData
parentPort.postMessage(require('node:crypto').scryptSync(passphrase, salted, 32, cost))`

/**
 * Before `scrypt` hands its work over, Node has the cryptography library look at the numbers, without a password. OpenSSL
 * looks; BoringSSL, which Electron has in its place, computes it all, in the thread of whoever called.
 */
function inThread(passphrase: Secret, salted: Uint8Array, cost: ScryptOptions): Promise<Uint8Array> {
  const workerData = { passphrase: passphrase.reveal(), salted, cost }
  const worker = new Worker(IN_THREAD, { eval: true, workerData, env: {}, execArgv: [] })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
