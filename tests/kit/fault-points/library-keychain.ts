/** In the place of the keychain library the double of Windows', each change of its items being a point (points.ts). */
import { renameSync, writeFileSync } from 'node:fs'
import type { ItemKeychain } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import type { KeychainProcess } from '../../../electron/adapters/node/keychain/keychain-process.ts'
import {
  type LibraryKeychainOptions,
  libraryKeychain as realKeychain,
} from '../../../electron/adapters/node/keychain/library-keychain.ts'
import { windowsLimitStore } from '../keyrings/windows-limit-store.ts'
import { withPoints } from './keychain-points.ts'
import { textOf } from './points.ts'

export function libraryKeychain(options: LibraryKeychainOptions, process: KeychainProcess): ItemKeychain {
  const { FAULT_WINDOWS: items } = globalThis.process.env
  return withPoints(items === undefined ? realKeychain(options, process) : windowsDouble(items))
}

/** One process after the other, each with a file of its own making in the old one's place: what is there is always whole. */
function windowsDouble(file: string): ItemKeychain {
  const read = () => new Map(Object.entries(JSON.parse(textOf(file) ?? '{}') as Record<string, string>))
  const change = async (work: (store: ReturnType<typeof windowsLimitStore>) => Promise<void>) => {
    const store = windowsLimitStore(read())
    await work(store)
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(store.items)))
    renameSync(`${file}.new`, file)
  }
  return {
    get: (accounts) => windowsLimitStore(read()).get(accounts),
    set: (account, value) => change((store) => store.set(account, value)),
    discard: (account) => change((store) => store.discard(account)),
    condition: async () => 'open',
    unlock: async () => {},
    onReplaced: () => {},
    facts: async () => ({}),
    close: async () => {},
  }
}
