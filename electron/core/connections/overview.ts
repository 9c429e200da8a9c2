import type { LastKnown, Preferences } from '../../../shared/api/contract/contract.ts'
import { rememberedAt } from '../../../shared/connections/index-glimpse.ts'
import {
  type Indexed,
  type KeptIndex,
  readIndex,
  WRITTEN_INDEX_VERSION,
} from '../../../shared/connections/kept-index.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { Fault } from '../../../shared/fault.ts'
import { isoUtcOrNull } from '../../../shared/time/instant.ts'
import type { Clock, Digest, IndexFile } from '../ports.ts'
import { DEFAULT_PREFERENCES } from '../preferences.ts'
import type { Refresher } from '../renewal/refresher.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Connections } from './connections.ts'
import type { UndoableEdits } from './undoable-edits.ts'
import { createViews } from './views.ts'

export type Overview = {
  readonly preferences: () => Preferences
  setPreferences(next: Preferences): void
  view(record: ConnectionRecord): ConnectionView
  list(): ConnectionView[]
  /** What was known when the index was last written; costs nothing and waits for nothing. */
  remembered(): Indexed[]
  /** While the vault is shut: how many there are, and when that was last known (ISO 8601 UTC); null while it is open. */
  lastKnown(): LastKnown | null
  /** Writes the index anew; the adapter debounces. */
  save(): void
}

export type OverviewContext = {
  readonly clock: Clock
  readonly digest: Digest
  readonly index: IndexFile
  readonly connections: Connections
  readonly refresher: () => Refresher
  readonly edits: () => Pick<UndoableEdits, 'of'>
  /** Why the vault cannot be read now, when it cannot. */
  readonly vaultFault: () => Fault | null
}

export function createOverview(context: OverviewContext): Overview {
  const { clock, connections, index } = context
  const kept = readIndex(index.read())
  let remembered: Indexed[] = kept?.connections ?? []
  let rememberedSince = kept?.at ?? null
  let preferences: Preferences = kept?.preferences ?? DEFAULT_PREFERENCES

  const known = ({ id }: ConnectionRecord): Indexed | undefined => remembered.find((each) => each.id === id)
  const rememberedOf = (record: ConnectionRecord): Indexed => known(record) ?? unknownOf(record)
  const { view, bare } = createViews({ ...context, rememberedOf })

  function list(): ConnectionView[] {
    if (connections.isOpen()) return connections.all().map(view)
    return remembered.map((each) => bare(each, context.vaultFault()))
  }

  function indexed(record: ConnectionRecord): Indexed {
    const { id, name, system, state, expiresAt, refreshAt, renewable } = view(record)
    // Of one that cannot be read now, what was known goes on counting.
    return record.connection === null
      ? rememberedOf(record)
      : { id, name, system, state, expiresAt, refreshAt, renewable }
  }

  function save(): void {
    index.write(() => {
      if (connections.isOpen()) {
        remembered = connections.all().map(indexed)
        rememberedSince = clock.now()
      }
      // Memory is gone with its keeper: names of what is nowhere any more would only puzzle.
      const lasting = connections.vault().kind !== 'memory'
      const kept: Omit<KeptIndex, 'at' | 'version'> = { connections: lasting ? remembered : [], preferences }
      return { at: rememberedSince, ...kept, version: WRITTEN_INDEX_VERSION }
    })
  }

  return {
    preferences: () => preferences,
    setPreferences(next) {
      preferences = next
      save()
    },
    view,
    list,
    remembered: () => rememberedAt(connections.vault().kind === 'memory' ? [] : remembered, clock.now()),
    lastKnown() {
      if (connections.isOpen() && context.vaultFault() === null) return null
      return remembered.length === 0 ? null : { connections: remembered.length, at: isoUtcOrNull(rememberedSince) }
    },
    save,
  }
}

function unknownOf({ id, name, system }: ConnectionRecord): Indexed {
  return { id, name, system, state: 'unknown', expiresAt: null, refreshAt: null, renewable: null }
}
