/** The keychain with Windows' limits where a test has put the double of Windows' behind it (library-keychain.ts). */
import { type KeychainOptions, keychainVault as realVault } from '../../../electron/adapters/node/keychain/keychain.ts'
import type { VaultBackend } from '../../../electron/core/ports.ts'

export function keychainVault(options: KeychainOptions): VaultBackend {
  return realVault(process.env['FAULT_WINDOWS'] === undefined ? options : { ...options, platform: 'win32' })
}
