import type { Handlers, Notice } from '../../shared/api/contract/contract.ts'
import { type Fault, faultOf } from '../../shared/fault.ts'
import { DEFAULT_POLICY, type RenewalPolicy } from '../../shared/tokens/refresh-plan.ts'
import { createCalls } from './calls.ts'
import { createLimiter } from './concurrency/limiter.ts'
import type { ConnectionRecord } from './connections/connection-record.ts'
import { createConnections } from './connections/connections.ts'
import { createOverview } from './connections/overview.ts'
import { createUndoableEdits } from './connections/undoable-edits.ts'
import { createJournalWriter, type JournalWriter } from './journal/journal-writer.ts'
import { loggedCalls } from './log/logged-calls.ts'
import type { Cancel, Ports } from './ports.ts'
import { createRefresher, type Refresher } from './renewal/refresher.ts'
import { withSender } from './requests/sending.ts'
import { vaultStatus } from './vault/vault-calls.ts'

/** The one running core of a state folder. */
export type Keeper = {
  readonly handlers: Handlers
  /** Reads what is kept and begins to keep it fresh. Never throws for a vault that is shut: it waits for it. */
  start(): Promise<void>
  /** Ends the refresher, waits for renewals and saves in flight, writes what is still unsaved. */
  stop(): Promise<void>
  subscribe(listener: (notice: Notice) => void): Cancel
}

/** Desktop, agent, browser host, a one-shot command and every test are built by this same constructor. */
export function createKeeper(given: Ports, policy: RenewalPolicy = DEFAULT_POLICY): Keeper {
  const ports = withSender(given, () => connections.network())
  const { tell, subscribe, isHeard } = createNotices()
  const journalWriter = createJournalWriter(ports.clock, ports.journal, tell)
  const replan = (record: ConnectionRecord): void => refresher.replan(record)
  const connections = createConnections(ports.vault, ports, replan, () => overview.remembered().length)
  let vaultFault: Fault | null = null
  const overview = createOverview({
    ...ports,
    connections,
    refresher: () => refresher,
    edits: () => edits,
    vaultFault: () => vaultFault,
  })
  const changed = (record: ConnectionRecord): void => {
    if (record.gone) return
    if (isHeard()) tell({ notice: 'connection.changed', view: overview.view(record) })
    tellReplaced(record, tell)
    overview.save()
  }
  const edits = createUndoableEdits({ ...ports, connections, journalWriter, changed })
  const limiter = createLimiter()
  const mayRenew = (): boolean => overview.preferences().backgroundRenewal
  const kept = { ports, connections, journalWriter, limiter, open, changed }
  const refresher: Refresher = createRefresher({ ...kept, mayRenew, policy })

  let started = false

  async function open(): Promise<void> {
    const wasShut = vaultFault !== null
    try {
      await connections.open()
      vaultFault = null
    } catch (thrown) {
      vaultFault = faultOf(thrown)
      throw thrown
    }
    // Opened from outside, perhaps: whoever shows that it is shut must hear of it.
    if (wasShut) tell({ notice: 'vault.changed', status: await vaultStatus(connections) })
  }

  const calls = createCalls({ ...kept, overview, edits, refresher, tell })

  return {
    handlers: loggedCalls(calls.handlers, ports.log, ports.clock),
    async start() {
      started = true
      noteStart(ports, journalWriter)
      await open().catch(() => undefined)
      if (ports.index.setAside !== null && connections.isOpen()) journalWriter.note({ event: 'index_rebuilt' })
      refresher.start()
    },
    async stop() {
      await Promise.all([refresher.stop(), calls.stop()])
      // A one-shot command that never began to keep fresh leaves no pair of lines behind.
      if (started && ports.host.lasting)
        journalWriter.note({ event: 'keeper_stopped', params: { host: ports.host.name } })
      overview.save()
      await Promise.all([journalWriter.settled(), ports.index.flush()])
      await connections.vault().close()
    },
    subscribe,
  }
}

/** With what it begins. */
function noteStart(ports: Pick<Ports, 'index' | 'host'>, journalWriter: JournalWriter): void {
  const { leftAlone: version } = ports.index
  if (version !== null) journalWriter.note({ event: 'index_left_alone', params: { version } })
  if (ports.index.setAside !== null)
    journalWriter.note({ event: 'index_set_aside', params: { file: ports.index.setAside } })
  if (ports.host.lasting)
    journalWriter.note({
      event: 'keeper_started',
      params: { host: ports.host.name, version: ports.host.version, commit: ports.host.commit },
    })
}

/** Whoever holds the token before hears at once that there is another. */
function tellReplaced(record: ConnectionRecord, tell: (notice: Notice) => void): void {
  const { connection, toldGeneration, name } = record
  if (connection === null) return
  const generation = connection.tokens?.generation ?? 0
  record.toldGeneration = generation
  if (toldGeneration === null || toldGeneration === generation) return
  tell({ notice: 'token.replaced', name, generation, olderEnded: connection.endsOlder !== null })
}

/** Who listens to what the keeper tells by itself. */
function createNotices() {
  const listeners = new Set<(notice: Notice) => void>()
  return {
    tell(notice: Notice): void {
      for (const listener of listeners) listener(notice)
    },
    subscribe(listener: (notice: Notice) => void): Cancel {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    isHeard: () => listeners.size > 0,
  }
}
