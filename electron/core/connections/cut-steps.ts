import { faultOf } from '../../../shared/fault.ts'
import type { VaultBackend } from '../ports.ts'
import type { ManifestEntry } from './manifest.ts'

/** Adding and removing that a crash has cut, brought to their end; gives what is there then. Raises the vault's fault. */
export async function finishCutSteps(vault: VaultBackend, entries: readonly ManifestEntry[]): Promise<ManifestEntry[]> {
  const kept: ManifestEntry[] = []
  for (const entry of entries) {
    if (entry.step === 'kept' || (entry.step === 'adding' && (await isThere(vault, entry.id))))
      kept.push({ ...entry, step: 'kept' })
    // Also after adding: parts of a document may be there, with secrets in them, that nobody would ever find again.
    else await vault.remove(entry.id)
  }
  return kept
}

/** A damaged document is one, and must not keep the others from being opened. */
async function isThere(vault: VaultBackend, id: string): Promise<boolean> {
  try {
    return (await vault.read(id)) !== null
  } catch (thrown) {
    if (faultOf(thrown).code === 'vault_damaged') return true
    throw thrown
  }
}
