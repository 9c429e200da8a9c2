import type { LastKnown, Preferences } from '../../../shared/api/contract/contract.ts'
import type { Connection } from '../../../shared/connections/connection.ts'
import { rememberedAt } from '../../../shared/connections/index-glimpse.ts'
import {
  type Indexed,
  type KeptIndex,
  readIndex,
  WRITTEN_INDEX_VERSION,
} from '../../../shared/connections/kept-index.ts'
import { knownRefusal } from '../../../shared/connections/standing.ts'
import { type ConnectionView, type LiveFacts, viewOf } from '../../../shared/connections/view.ts'
import { type Fault, faultOf } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { System } from '../../../shared/systems/system.ts'
import { isoUtcOrNull } from '../../../shared/time/instant.ts'
import type { Clock, Digest, IndexFile } from '../ports.ts'
import { DEFAULT_PREFERENCES } from '../preferences.ts'
import type { Refresher } from '../renewal/refresher.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Connections } from './connections.ts'
import type { UndoableEdits } from './undoable-edits.ts'

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

  let revision = 0
  /** By the clock, so that the views of the next keeper come after those of this one. */
  const nextRevision = (): number => {
    revision = Math.max(revision + 1, clock.now())
    return revision
  }

  const known = ({ id }: ConnectionRecord): Indexed | undefined => remembered.find((each) => each.id === id)

  function unknownOf({ id, name, system }: ConnectionRecord): Indexed {
    return { id, name, system, state: 'unknown', expiresAt: null, refreshAt: null, renewable: null }
  }

  function view(record: ConnectionRecord): ConnectionView {
    const { connection } = record
    const system = systemNamed(record.system)
    if (connection === null || system === null) return bare(record, record.loadFault)
    try {
      return viewed(record, connection, system)
    } catch (thrown) {
      // One that cannot be told must not hide the others.
      return bare(record, faultOf(thrown))
    }
  }

  function bare(record: ConnectionRecord, trouble: Fault | null): ConnectionView {
    return bareView(known(record) ?? unknownOf(record), trouble, nextRevision())
  }

  function viewed(record: ConnectionRecord, connection: Connection, system: System): ConnectionView {
    const refresher = context.refresher()
    const undo = context.edits().of(record)
    const live: LiveFacts = {
      revision: nextRevision(),
      now: clock.now(),
      inFlight: record.inFlight !== null && knownRefusal(connection) === null,
      unsaved: record.unsaved,
      refreshAt: refresher.plannedAt(record),
      hardPoint: refresher.windowOf(record)?.hard ?? null,
      failure: lastingFailure(record),
      ...(undo === null ? {} : { undo }),
    }
    return viewOf(connection, system, live, context.digest)
  }

  /**
   * What was in the way of a renewal that somebody wanted early is no trouble any more: the next one may be months away,
   * and would be shown as failing all the while. Wrong settings stay wrong.
   */
  function lastingFailure(record: ConnectionRecord): LiveFacts['failure'] {
    const { failure } = record
    if (failure === null) return null
    const wrongSettings = failure.kind === 'wrong-settings'
    const passed = failure.kind === 'not-now' && !context.refresher().isWanted(record)
    return passed ? null : { fault: failure.fault, wrongSettings }
  }

  function list(): ConnectionView[] {
    if (connections.isOpen()) return connections.all().map(view)
    return remembered.map((each) => bareView(each, context.vaultFault(), nextRevision()))
  }

  function indexed(record: ConnectionRecord): Indexed {
    const { id, name, system, state, expiresAt, refreshAt, renewable } = view(record)
    // Of one that cannot be read now, what was known goes on counting.
    return record.connection === null
      ? (known(record) ?? unknownOf(record))
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

/** All that can be said of a connection whose document cannot be read now. */
function bareView(known: Indexed, trouble: Fault | null, revision: number): ConnectionView {
  const damaged = trouble !== null && (trouble.code === 'document_damaged' || trouble.code === 'vault_damaged')
  return {
    revision,
    id: known.id,
    name: known.name,
    system: known.system,
    baseUrl: '',
    clientId: '',
    maxRetries: 0,
    endpoints: {},
    urls: {},
    own: {},
    boundTo: [],
    state: damaged ? 'needs-person' : 'unknown',
    issuedAt: null,
    expiresAt: known.expiresAt,
    expirySource: 'none',
    handsOut: 'access',
    network: null,
    refreshAt: null,
    refreshExpiresAt: null,
    renewal: 'none',
    // Where nobody has written it down, most do.
    renewable: known.renewable ?? true,
    endsOlderSince: null,
    signIn: null,
    generation: 0,
    lastRefresh: null,
    fault: trouble === null ? null : { code: trouble.code, params: { ...trouble.params } },
    validated: null,
    learned: {},
    cutOff: false,
    pausedAt: null,
    clockOffset: null,
    secrets: {},
  }
}
