import type { LastKnown, Preferences } from '../../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { raise } from '../../../shared/fault.ts'
import { rememberedAt } from '../../../shared/index-file/index-preview.ts'
import {
  INDEX_VERSION,
  type IndexedConnection,
  readIndex,
  type StoredIndex,
} from '../../../shared/index-file/stored-index.ts'
import { isoUtcOrNull } from '../../../shared/time/instant.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { DEFAULT_PREFERENCES } from '../preferences.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Remembered } from './manifest.ts'
import { createViews, type Views, type ViewsContext } from './views.ts'

export type Overview = Pick<Views, 'view' | 'standing'> & {
  readonly preferences: () => Preferences
  /** Kept once it resolves. Raises file_newer, state_folder_unusable; then all is as it was. */
  setPreferences(next: Preferences): Promise<void>
  list(): ConnectionView[]
  /** What was known when the index was last written; costs nothing and waits for nothing. */
  remembered(): IndexedConnection[]
  /** How many of them in which vault, to see whether that one has lost them. */
  lastKept(): Remembered
  /** While the vault is shut: how many there are, and when that was last known (ISO 8601 UTC); null while it is open. */
  lastKnown(): LastKnown | null
  /** Writes the index anew; the adapter debounces. */
  save(): void
}

export function createOverview(
  context: Omit<ViewsContext, 'rememberedOf'> & Pick<KeeperParts, 'index' | 'connections' | 'vaultFault'>,
): Overview {
  const { clock, connections, index } = context
  const kept = readIndex(index.read())
  let remembered: IndexedConnection[] = kept?.connections ?? []
  let rememberedSince = kept?.at ?? null
  let rememberedIn = kept?.vault ?? null
  let preferences: Preferences = kept?.preferences ?? DEFAULT_PREFERENCES

  let rememberedById = byId(remembered)
  const rememberedOf = (record: ConnectionRecord): IndexedConnection =>
    rememberedById.get(record.id) ?? unknownOf(record)
  const { view, standing, bare, indexed } = createViews({ ...context, rememberedOf })

  function list(): ConnectionView[] {
    if (connections.isOpen()) return connections.all().map(view)
    return remembered.map((each) => bare(each, context.vaultFault()))
  }

  function save(): void {
    index.write(() => {
      if (connections.isOpen()) {
        remembered = connections.all().map(indexed)
        rememberedById = byId(remembered)
        rememberedSince = clock.now()
        rememberedIn = connections.vault().kind
      }
      // Memory is gone with its keeper: names of what is nowhere any more would only puzzle.
      const lasting = connections.vault().kind !== 'memory'
      const kept: Omit<StoredIndex, 'at' | 'vault' | 'version'> = {
        connections: lasting ? remembered : [],
        preferences,
      }
      return { at: rememberedSince, vault: rememberedIn, ...kept, version: INDEX_VERSION }
    })
  }

  return {
    preferences: () => preferences,
    async setPreferences(next) {
      const { leftAlone: version } = index
      if (version !== null) raise('file_newer', { version, reads: INDEX_VERSION })
      const before = preferences
      preferences = next
      save()
      await index.flush().catch((thrown: unknown) => {
        if (preferences === next) preferences = before
        save()
        throw thrown
      })
    },
    view,
    standing,
    list,
    remembered: () => rememberedAt(connections.vault().kind === 'memory' ? [] : remembered, clock.now()),
    lastKept: () => ({ count: connections.vault().kind === 'memory' ? 0 : remembered.length, vault: rememberedIn }),
    lastKnown() {
      if (connections.isOpen() && context.vaultFault() === null) return null
      return remembered.length === 0 ? null : { connections: remembered.length, at: isoUtcOrNull(rememberedSince) }
    },
    save,
  }
}

function byId(all: readonly IndexedConnection[]): ReadonlyMap<string, IndexedConnection> {
  return new Map(all.map((each) => [each.id, each]))
}

function unknownOf({ id, name, system }: ConnectionRecord): IndexedConnection {
  return { id, name, system, state: 'unknown', expiresAt: null, refreshAt: null, renewable: null }
}
