import { raise } from '../../../shared/fault.ts'
import { readManifest } from '../connections/manifest.ts'
import type { VaultBackend } from '../ports.ts'

/**
 * Copies those entries to another vault, reads them back, and only then switches and empties the old one. `keys` begins
 * with the manifest; it is copied last, so that the new vault never lists what it does not hold, and removed last, so that
 * what may be left in the old one is still listed there. A crash before the switch leaves the old vault complete and in use, one after it the new one; the caller sees to it that
 * nothing writes meanwhile. Gives the keys that could not be removed from the old vault: the move itself has succeeded.
 * Faults: those of both vaults, and vault_occupied {kind} when the target holds connections of its own.
 */
export async function moveVault(
  from: VaultBackend,
  to: VaultBackend,
  keys: readonly string[],
  switchOver: () => Promise<void>,
  /** How a document is written there, where that is not as it is here. */
  asCopied: (key: string, value: string) => string = (_key, value) => value,
  /** All that the target lists was moved away from it before, by a move that ended between switching and emptying. */
  isMovedAway = false,
): Promise<readonly string[]> {
  if (isMovedAway) await removeLeftOvers(to, keys)
  else await assertFree(to, keys)
  const copied: string[] = []
  try {
    for (const key of keys.toReversed()) if (await copy(from, to, key, asCopied)) copied.push(key)
  } catch (thrown) {
    await removeAll(to, keys)
    throw thrown
  }
  // From here on the target stays as it is even if the switch fails: it may have been remembered already.
  await switchOver()
  return removeAll(from, copied)
}

/** Gives the keys that could not be removed. */
async function removeAll(vault: VaultBackend, keys: readonly string[]): Promise<string[]> {
  const left: string[] = []
  for (const key of keys) await vault.remove(key, 'moved').catch(() => left.push(key))
  return left
}

/** Its own connections would no longer be listed anywhere. What an earlier move of the same ones has left is no harm. */
async function assertFree(to: VaultBackend, keys: readonly string[]): Promise<void> {
  const { connections: there } = await readManifest(to)
  if (there.some(({ id }) => !keys.includes(id))) raise('vault_occupied', { kind: to.kind })
}

/** What is no connection any more goes first; the others are written over. */
async function removeLeftOvers(to: VaultBackend, keys: readonly string[]): Promise<void> {
  const { connections: there } = await readManifest(to)
  for (const { id } of there) if (!keys.includes(id)) await to.remove(id, 'moved')
}

async function copy(
  from: VaultBackend,
  to: VaultBackend,
  key: string,
  asCopied: (key: string, value: string) => string,
): Promise<boolean> {
  const found = await from.read(key)
  if (found === null) return false
  const value = asCopied(key, found)
  await to.write(key, value)
  if ((await to.read(key)) !== value) raise('vault_damaged', { key })
  return true
}
