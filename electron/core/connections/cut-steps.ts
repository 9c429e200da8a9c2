import { readDocument } from '../../../shared/connections/connection.ts'
import { faultOf } from '../../../shared/fault.ts'
import type { VaultBackend } from '../ports.ts'
import type { ManifestEntry } from './manifest.ts'

/** A crash may have cut it: something is left to do. */
export function isCut({ step, newName }: ManifestEntry): boolean {
  return step !== 'kept' || newName !== undefined
}

/**
 * Adding, removing and renaming that a crash has cut, brought to their end; gives what is there then. `others` are names
 * that are taken beside those of the entries. Raises the vault's fault.
 */
export async function finishCutSteps(
  vault: VaultBackend,
  entries: readonly ManifestEntry[],
  others: readonly string[] = [],
): Promise<ManifestEntry[]> {
  const kept: ManifestEntry[] = []
  const names = new Set([...others, ...entries.map(({ name }) => name)])
  for (const entry of entries) {
    if (entry.step === 'kept' || (entry.step === 'adding' && (await isThere(vault, entry.id)))) {
      const { id, system } = entry
      kept.push({ id, name: await nameOf(vault, entry, names), system, step: 'kept' })
    }
    // Also after adding: parts of a document may be there, with secrets in them, that nobody would ever find again.
    else await vault.remove(entry.id)
  }
  return kept
}

/** The document decides: it has the new name and all that was changed with it, or nothing of either. */
async function nameOf(vault: VaultBackend, { id, name, newName }: ManifestEntry, taken: Set<string>): Promise<string> {
  if (newName === undefined || taken.has(newName)) return name
  if ((await storedName(vault, id)) !== newName) return name
  taken.add(newName)
  return newName
}

/** Null of one that cannot be read: whoever reads it later says why. */
async function storedName(vault: VaultBackend, id: string): Promise<string | null> {
  try {
    const text = await vault.read(id)
    const reading = text === null ? null : readDocument(text)
    return reading?.ok ? reading.connection.name : null
  } catch (thrown) {
    if (faultOf(thrown).code === 'vault_damaged') return null
    throw thrown
  }
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
