/**
 * A process that writes one document over and over until it is killed:
 *
 *   node tests/kit/processes/vault-writer-main.ts file FOLDER FIRST        (or: keychain SERVICE FIRST)
 *
 * It prints the number of each document once the vault has said that it is kept. `documentNumber` makes their text.
 */

import { quietNodeClock } from '../../../electron/adapters/node/clock.ts'
import { nodeDigest } from '../../../electron/adapters/node/digest.ts'
import { keychainVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import { encryptedFileVault } from '../../../electron/adapters/node/vaults/encrypted-file.ts'
import type { Clock, VaultBackend } from '../../../electron/core/ports.ts'
import { Secret } from '../../../shared/secret.ts'

/** Lengths go up and down, so that pieces are added and left over. */
export function documentNumber(number: number): string {
  return `${number}:${'x'.repeat((number * 3_911) % 90_000)}`
}

export function writtenVault(kind: string, where: string, clock: Pick<Clock, 'after'> = quietNodeClock): VaultBackend {
  if (kind === 'keychain') return keychainVault({ service: where, digest: nodeDigest, listKey: 'manifest', clock })
  const askPassphrase = async () => new Secret('correct horse')
  return encryptedFileVault({ folder: where, askPassphrase, workFactor: 4 })
}

if (import.meta.main) {
  const [kind = '', where = '', first = '1'] = process.argv.slice(2)
  const vault = writtenVault(kind, where)
  for (let number = Number(first); ; number++) {
    await vault.write('one', documentNumber(number))
    process.stdout.write(`${number}\n`)
  }
}
