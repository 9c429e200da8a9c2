import { raise } from '../../shared/fault.ts'
import type { VaultBackend } from './ports.ts'

/**
 * Copies those entries to another vault, reads them back, and only then switches and empties the old one. A crash
 * before the switch leaves the old vault complete and in use, one after it the new one; the caller sees to it that
 * nothing writes meanwhile.
 */
export async function moveVault(
  from: VaultBackend,
  to: VaultBackend,
  keys: readonly string[],
  switchOver: () => Promise<void>,
): Promise<void> {
  const present: string[] = []
  for (const key of keys) {
    const value = await from.read(key)
    if (value === null) continue
    await to.write(key, value)
    if ((await to.read(key)) !== value) raise('vault_damaged', { key })
    present.push(key)
  }
  await switchOver()
  for (const key of present) await from.remove(key)
}
