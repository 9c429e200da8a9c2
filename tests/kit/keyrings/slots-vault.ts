import { documentSlots } from '../../../electron/adapters/node/keychain/document-slots.ts'
import type { ItemStore } from '../../../electron/adapters/node/keychain/item-keychain.ts'
import { WINDOWS_PIECE_LENGTH } from '../../../electron/adapters/node/keychain/keychain.ts'
import type { Clock, VaultBackend } from '../../../electron/core/ports.ts'
import { sha256 } from '../memory-ports.ts'

/** Nothing is blanked before the vault is closed, unless a test has its own clock. */
const never: Clock['after'] = () => () => {}

/** A whole vault over a store of small items, for the suite. `close` blanks what has been replaced. */
export function slotsVault(store: ItemStore, after: Clock['after'] = never): VaultBackend {
  const options = { digest: sha256, pieceLength: WINDOWS_PIECE_LENGTH, after, listKey: 'manifest' }
  const documents = documentSlots(store, options)
  return {
    kind: 'keychain',
    read: (key) => documents.read(key),
    write: (key, value) => documents.write(key, value),
    remove: (key) => documents.remove(key),
    condition: async () => 'open',
    unlock: async () => {},
    close: () => documents.settle(),
  }
}
