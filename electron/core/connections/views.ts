import type { Connection } from '../../../shared/connections/connection.ts'
import { knownRefusal, type LiveStanding, type Standing, standingOf } from '../../../shared/connections/standing.ts'
import { type ConnectionView, indexedOf, type LiveFacts, viewOf } from '../../../shared/connections/view.ts'
import { type Fault, type FaultCode, faultOf } from '../../../shared/fault.ts'
import type { IndexedConnection } from '../../../shared/index-file/stored-index.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { System } from '../../../shared/systems/system.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Refresher } from '../renewal/refresher.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { UndoableEdits } from './undoable-edits.ts'

/** What everybody may see of each connection now. */
export type Views = {
  view(record: ConnectionRecord): ConnectionView
  /** What the index keeps of it. Asked of all of them whenever one has changed, so it looks at no secret. */
  indexed(record: ConnectionRecord): IndexedConnection
  /** How it stands, for whoever needs no more; null for one that cannot be read now. */
  standing(record: ConnectionRecord): Standing | null
  /** Of one that cannot be read: what was known of it. */
  bare(known: IndexedConnection, trouble: Fault | null): ConnectionView
}

export type ViewsContext = Pick<KeeperParts, 'clock' | 'digest'> & {
  readonly refresher: () => Refresher
  readonly edits: () => Pick<UndoableEdits, 'of'>
  /** What of it the site has set; undefined for one of our own. */
  readonly managed: (name: string) => ConnectionView['managed']
  /** What the index remembers of it, or that there is nothing to remember. */
  readonly rememberedOf: (record: ConnectionRecord) => IndexedConnection
}

export function createViews(context: ViewsContext): Views {
  const { clock, rememberedOf } = context
  let revision = 0
  /** By the clock, so that the views of the next keeper come after those of this one. */
  const nextRevision = (): number => {
    revision = Math.max(revision + 1, clock.now())
    return revision
  }

  function view(record: ConnectionRecord): ConnectionView {
    const { connection } = record
    const system = systemNamed(record.system)
    if (connection === null || system === null) return bare(rememberedOf(record), record.loadFault)
    try {
      return viewed(record, connection, system)
    } catch (thrown) {
      // One that cannot be told must not hide the others.
      return bare(rememberedOf(record), faultOf(thrown))
    }
  }

  const bare: Views['bare'] = (known, trouble) => bareView(known, trouble, nextRevision())

  function viewed(record: ConnectionRecord, connection: Connection, system: System): ConnectionView {
    const undo = context.edits().of(record)
    const managed = context.managed(record.name)
    const live: LiveFacts = {
      revision: nextRevision(),
      ...standingNow(record, connection),
      ...(undo === null ? {} : { undo }),
      ...(managed === undefined ? {} : { managed }),
    }
    return viewOf(connection, system, live, context.digest)
  }

  function indexed(record: ConnectionRecord): IndexedConnection {
    const { connection } = record
    const system = systemNamed(record.system)
    // Of one that cannot be read now, what was known goes on counting.
    if (connection === null || system === null) return rememberedOf(record)
    try {
      return indexedOf(connection, system, standingNow(record, connection))
    } catch {
      return rememberedOf(record)
    }
  }

  function standing(record: ConnectionRecord): Standing | null {
    const { connection } = record
    const system = systemNamed(record.system)
    if (connection === null || system === null) return null
    try {
      return standingOf(connection, system, standingNow(record, connection))
    } catch {
      return null
    }
  }

  function standingNow(record: ConnectionRecord, connection: Connection): LiveStanding {
    const refresher = context.refresher()
    return {
      now: clock.now(),
      isInFlight: record.inFlight !== null && knownRefusal(connection) === null,
      isUnsaved: record.unsaved,
      refreshAt: refresher.plannedAt(record),
      hardPoint: refresher.windowOf(record)?.hard ?? null,
      failure: lastingFailure(record, refresher),
    }
  }

  return { view, indexed, standing, bare }
}

/**
 * What was in the way of a renewal that somebody wanted early is no trouble any more: the next one may be months away,
 * and would be shown as failing all the while. Wrong settings stay wrong.
 */
function lastingFailure(record: ConnectionRecord, refresher: Refresher): LiveFacts['failure'] {
  const { failure } = record
  if (failure === null) return null
  const isWrongSettings = failure.kind === 'wrong-settings'
  const passed = failure.kind === 'not-now' && !refresher.isWanted(record)
  return passed ? null : { fault: failure.fault, isWrongSettings }
}

/** What does not come by itself, as a vault does that is shut for now. */
const UNREADABLE: readonly FaultCode[] = ['document_damaged', 'document_older', 'vault_damaged']

/** All that can be said of a connection whose document cannot be read now. */
function bareView(known: IndexedConnection, trouble: Fault | null, revision: number): ConnectionView {
  const isLost = trouble !== null && UNREADABLE.includes(trouble.code)
  return {
    revision,
    id: known.id,
    name: known.name,
    system: known.system,
    tags: [],
    note: '',
    baseUrl: '',
    clientId: '',
    maxRetries: 0,
    endpoints: {},
    urls: {},
    own: {},
    boundTo: [],
    edition: '',
    secretsEntered: 0,
    state: isLost ? 'needs-person' : 'unknown',
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
    fault: trouble,
    validated: null,
    learned: {},
    cutOff: false,
    pausedAt: null,
    clockOffset: null,
    secrets: {},
  }
}
