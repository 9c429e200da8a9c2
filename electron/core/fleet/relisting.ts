import type { ConnectionList } from '../connections/connection-list.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Manifest, ManifestEntry } from '../connections/manifest.ts'

/** What another workstation has done to the list of what several share. */
export type Relisted = {
  readonly added: readonly ConnectionRecord[]
  readonly gone: readonly ConnectionRecord[]
  readonly renamed: readonly ConnectionRecord[]
}

const isWhole = ({ step }: ManifestEntry): boolean => step === 'kept'

/** Takes in what is whole for the first time: a step that is cut may be another workstation's, which is still at it. */
export function listFirst(list: ConnectionList, { connections: entries, network }: Manifest): void {
  list.network = network
  for (const entry of entries.filter(isWhole)) list.unread.add(newlyListed(list, entry))
  list.others = entries.filter((entry) => !isWhole(entry))
}

function newlyListed(list: ConnectionList, entry: ManifestEntry): ConnectionRecord {
  const record = list.add(entry)
  record.newName = entry.newName ?? null
  return record
}

/** Makes the list in memory what that one says, but for what this workstation itself is about to write. */
export function relistBy(list: ConnectionList, { connections: entries, network }: Manifest): Relisted {
  list.network = network
  const listed = new Map(entries.filter(isWhole).map((entry) => [entry.id, entry]))
  const before = list.all().filter((record) => !list.pending.has(record))
  const gone = before.filter((record) => !listed.has(record.id) && !record.gone)
  for (const record of gone) {
    record.gone = true
    list.forget(record)
  }
  // Somebody has brought to its end what was given up here.
  for (const { id } of listed.values()) if (list.isAbandoned(id)) list.cleanedUp({ id })
  list.others = entries.filter((entry) => !isWhole(entry) && !list.isOwn(entry.id))
  const added = [...listed.values()].filter(({ id }) => !list.isOwn(id)).map((entry) => newlyListed(list, entry))
  for (const record of added) list.unread.add(record)
  const renamed = before.filter(({ id, name, gone: isGone }) => !isGone && name !== listed.get(id)?.name)
  for (const record of renamed) list.setName(record, listed.get(record.id)?.name ?? record.name)
  for (const record of before) record.newName = listed.get(record.id)?.newName ?? null
  return { added, gone, renamed }
}
