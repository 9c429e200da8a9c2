import type { ConnectionList } from '../connections/connection-list.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import { finishCutSteps } from '../connections/cut-steps.ts'
import { type Listing, reloadList, writeList } from '../connections/list-changes.ts'
import type { ManifestEntry } from '../connections/manifest.ts'
import type { VaultBackend } from '../ports.ts'
import type { Relisted } from './relisting.ts'

/** Steps that other workstations have begun and not ended. */
export function openSteps(list: ConnectionList): readonly ManifestEntry[] {
  const renamings = list.manifest().connections.filter(({ step, newName }) => step === 'kept' && newName !== undefined)
  return [...list.others, ...renamings]
}

/**
 * Brings those of them to their end that are cut; for who has the turn of the list. Whoever does it again, or at the same
 * time, does the same.
 */
export async function finishSteps(listing: Listing, isCut: (step: ManifestEntry) => boolean): Promise<void> {
  const { vault, list, relisted } = listing
  await reloadList(listing)
  const steps = openSteps(list).filter(isCut)
  if (steps.length === 0) return
  relisted(await finished(vault(), list, steps))
  await writeList(listing)
}

/** In the vault and in memory. One that was being added under a name that is another's by now goes. */
async function finished(vault: VaultBackend, list: ConnectionList, steps: readonly ManifestEntry[]): Promise<Relisted> {
  const ids = new Set(steps.map(({ id }) => id))
  const isTaken = ({ id, name }: ManifestEntry) => ![undefined, id].includes(list.named(name)?.id)
  const cut = steps.map((entry) =>
    entry.step === 'adding' && isTaken(entry) ? { ...entry, step: 'removing' as const } : entry,
  )
  const taken = list.all().flatMap(({ id, name }) => (ids.has(id) ? [] : [name]))
  const kept = await finishCutSteps(vault, cut, taken)
  list.others = list.others.filter(({ id }) => !ids.has(id))
  const added: ConnectionRecord[] = []
  const renamed: ConnectionRecord[] = []
  for (const entry of kept) {
    const record = list.all().find(({ id }) => id === entry.id)
    if (record === undefined) added.push(list.add(entry))
    else if (record.name !== entry.name) renamed.push(record)
    if (record !== undefined) list.setName(record, entry.name)
  }
  for (const record of added) list.unread.add(record)
  return { added, gone: [], renamed }
}
