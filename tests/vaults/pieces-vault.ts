import { documentsInPieces } from '../../electron/core/pieces.ts'
import type { ItemStore, VaultBackend } from '../../electron/core/ports.ts'
import { sha256 } from '../kit/memory-ports.ts'

/** A whole vault over a store of small items, for the suite. */
export function piecesVault(store: ItemStore): VaultBackend {
  return {
    kind: 'keychain',
    ...documentsInPieces(store, sha256),
    condition: async () => 'open',
    unlock: async () => {},
    close: async () => {},
  }
}
