import type { Handlers, Notice } from '../../shared/api/contract/contract.ts'
import { generationOf } from '../../shared/connections/connection.ts'
import { DEFAULT_POLICY, type RenewalPolicy } from '../../shared/tokens/refresh-plan.ts'
import { createAlerts } from './alerts/alerts.ts'
import { createCalls } from './calls.ts'
import { createLimiter } from './concurrency/limiter.ts'
import type { ConnectionRecord } from './connections/connection-record.ts'
import { createConnections } from './connections/connections.ts'
import { createOverview, type Overview } from './connections/overview.ts'
import { createUndoableEdits } from './connections/undoable-edits.ts'
import type { ConsumerService } from './consumers/consumer-service.ts'
import { createFollowing } from './fleet/following.ts'
import type { Relisted } from './fleet/relisting.ts'
import { createJournalWriter, type JournalWriter } from './journal/journal-writer.ts'
import { loggedCalls } from './log/logged-calls.ts'
import { createOpening } from './opening.ts'
import type { Cancel, Ports } from './ports.ts'
import { createRefresher, type Refresher } from './renewal/refresher.ts'
import { withSender } from './requests/sending.ts'
import { createManagedConnections } from './site/managed-connections.ts'
import { createSite } from './site/site.ts'

/** The one running core of a state folder. */
export type Keeper = {
  readonly handlers: Handlers
  /** Reads what is kept and begins to keep it fresh. Never throws for a vault that is shut: it waits for it. */
  start(): Promise<void>
  /** Ends the refresher, waits for renewals and saves in flight, writes what is still unsaved. */
  stop(): Promise<void>
  subscribe(listener: (notice: Notice) => void): Cancel
  /** For the door that consumers come to. */
  readonly consumers: ConsumerService
}

/** Desktop, agent, browser host, a one-shot command and every test are built by this same constructor. */
export function createKeeper(given: Ports, policy: RenewalPolicy = DEFAULT_POLICY): Keeper {
  const site = createSite(given)
  const ports = withSender(given, {
    network: () => site.network(connections.network()),
    allowedOrigins: () => site.settings().allowedOrigins,
  })
  const { tell, subscribe, isHeard } = createNotices()
  const journalWriter = createJournalWriter(ports.clock, ports.journal, tell)
  const replan = (record: ConnectionRecord): void => refresher.replan(record)
  const loaded = (record: ConnectionRecord): void => {
    for (const heard of [replan, alerts.look, managed.brought]) void heard(record)
  }
  const others = {
    relisted: (what: Relisted): void => following.relisted(what),
    followed: (record: ConnectionRecord): void => following.followed(record),
  }
  const connections = createConnections(ports.vault, ports, loaded, () => overview.lastKept(), others)
  const opened = async (): Promise<void> => {
    following.look()
    await managed.added()
    if (started) alerts.begin()
  }
  const opening = createOpening({ connections, tell, opened, lastKnown: () => overview.lastKnown() })
  const overview = createOverview({
    ...ports,
    connections,
    refresher: () => refresher,
    edits: () => edits,
    managed: (name) => managed.view(name),
    vaultFault: opening.vaultFault,
  })
  const changed = telling(overview, tell, isHeard, (record) => alerts.look(record))
  const edits = createUndoableEdits({ ...ports, connections, journalWriter, changed })
  const managed = createManagedConnections({ ...ports, site, connections, journalWriter, replan, changed, tell })
  const kept = { ...opening, ports, site, connections, journalWriter, limiter: createLimiter(), changed, tell }
  const alerts = createAlerts({ ...kept, overview })
  const mayRenew = (): boolean => overview.preferences().backgroundRenewal
  const refresher: Refresher = createRefresher({ ...kept, mayRenew, policy, follow: () => following.look() })

  const following = createFollowing({ ...kept, clock: ports.clock, overview }, refresher)
  let started = false

  const hearing = { moved: following.moved, brought: managed.brought }
  const calls = createCalls({ ...kept, ...hearing, overview, edits, refresher, alerts })

  return {
    handlers: loggedCalls(calls.handlers, ports.log, ports.clock),
    async start() {
      started = true
      noteStart(ports, journalWriter)
      managed.watch()
      alerts.start()
      // Before the vault is open: who connects meanwhile waits for it instead of finding the port closed.
      void calls.consumers.follow()
      await opening.open().catch(() => undefined)
      if (ports.index.setAside !== null && connections.isOpen()) journalWriter.note({ event: 'index_rebuilt' })
      refresher.start()
    },
    async stop() {
      await Promise.all([managed.stop(), refresher.stop(), calls.stop(), alerts.stop()])
      following.stop()
      if (started) noteStop(ports, journalWriter)
      overview.save()
      await Promise.all([journalWriter.settled(), ports.index.flush()])
      await connections.vault().close()
    },
    subscribe,
    consumers: calls.consumers.service,
  }
}

/** Journals the start and what was found then. */
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

/** A one-shot command is not journaled. */
function noteStop({ host }: Pick<Ports, 'host'>, journalWriter: JournalWriter): void {
  if (host.lasting) journalWriter.note({ event: 'keeper_stopped', params: { host: host.name } })
}

/** Tells everybody of a change, and saves the index. */
function telling(
  overview: Overview,
  tell: (notice: Notice) => void,
  isHeard: () => boolean,
  look: (record: ConnectionRecord) => void,
) {
  return (record: ConnectionRecord): void => {
    if (record.gone) return
    if (isHeard()) tell({ notice: 'connection.changed', view: overview.view(record) })
    tellReplaced(record, tell)
    look(record)
    overview.save()
  }
}

/** Tells holders of the old token at once that there is a new one. */
function tellReplaced(record: ConnectionRecord, tell: (notice: Notice) => void): void {
  const { connection, toldGeneration, name } = record
  if (connection === null) return
  const generation = generationOf(connection)
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
