import type { Handlers, Notice } from '../../shared/api/contract/contract.ts'
import { type Fault, faultOf } from '../../shared/fault.ts'
import { isoUtc, isoUtcOrNull } from '../../shared/time/instant.ts'
import { DEFAULT_POLICY, type RenewalPolicy } from '../../shared/tokens/refresh-plan.ts'
import { createCrafterCalls } from './access-tokens/crafter-calls.ts'
import { createLimiter, type Limiter } from './concurrency/limiter.ts'
import type { ConnectionRecord } from './connections/connection-record.ts'
import { type Connections, createConnections } from './connections/connections.ts'
import { earlierRefreshTokenCalls } from './connections/earlier-refresh-tokens.ts'
import { createEditingCalls } from './connections/editing-calls.ts'
import { createEditor } from './connections/editor.ts'
import { createMovingCalls } from './connections/import-export-calls.ts'
import { networkCalls } from './connections/network-calls.ts'
import { createOverview, type Overview } from './connections/overview.ts'
import { createRemovals } from './connections/removals.ts'
import { createUndoableEdits, type UndoableEdits } from './connections/undoable-edits.ts'
import { createJournalWriter, type JournalWriter } from './journal/journal-writer.ts'
import type { Cancel, Ports } from './ports.ts'
import { withPreference } from './preferences.ts'
import { createRefresher, type Refresher } from './renewal/refresher.ts'
import { createValidTokens } from './renewal/valid-tokens.ts'
import { type Inside, withSender } from './requests/sending.ts'
import { createSignIns } from './sign-in/sign-in.ts'
import { supportCalls } from './support/support-calls.ts'
import { createCallbackCalls } from './testing/callback-calls.ts'
import { createTester } from './testing/tester.ts'
import { createVaultCalls, vaultStatus } from './vault/vault-calls.ts'

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
  const listeners = new Set<(notice: Notice) => void>()
  const tell = (notice: Notice): void => {
    for (const listener of listeners) listener(notice)
  }
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
  /** Whoever holds the token before hears at once that there is another. */
  function tellReplaced(record: ConnectionRecord): void {
    const { connection, toldGeneration, name } = record
    if (connection === null) return
    const generation = connection.tokens?.generation ?? 0
    record.toldGeneration = generation
    if (toldGeneration === null || toldGeneration === generation) return
    tell({ notice: 'token.replaced', name, generation, olderEnded: connection.endsOlder !== null })
  }
  const changed = (record: ConnectionRecord): void => {
    if (record.gone) return
    if (listeners.size > 0) tell({ notice: 'connection.changed', view: overview.view(record) })
    tellReplaced(record)
    overview.save()
  }
  const edits = createUndoableEdits({ ...ports, connections, journalWriter, changed })
  const limiter = createLimiter()
  const refresher: Refresher = createRefresher({
    ports,
    connections,
    journalWriter,
    limiter,
    mayRenew: () => overview.preferences().backgroundRenewal,
    changed,
    open,
    policy,
  })

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

  const calls = callsOf({ ports, connections, journalWriter, overview, edits, refresher, limiter, open, changed, tell })

  return {
    handlers: calls.handlers,
    async start() {
      started = true
      const { leftAlone: version } = ports.index
      if (version !== null) journalWriter.note({ event: 'index_left_alone', params: { version } })
      if (ports.index.setAside !== null)
        journalWriter.note({ event: 'index_set_aside', params: { file: ports.index.setAside } })
      if (ports.host.lasting)
        journalWriter.note({
          event: 'keeper_started',
          params: { host: ports.host.name, version: ports.host.version, commit: ports.host.commit },
        })
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
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

type Parts = {
  readonly ports: Inside
  readonly connections: Connections
  readonly journalWriter: JournalWriter
  readonly overview: Overview
  readonly edits: UndoableEdits
  readonly refresher: Refresher
  readonly limiter: Limiter
  /** Reads the manifest if that has not been possible so far. Raises the vault's fault. */
  readonly open: () => Promise<void>
  readonly changed: (record: ConnectionRecord) => void
  readonly tell: (notice: Notice) => void
}

/** The calls, and what must end before the keeper does. */
function callsOf(parts: Parts): { readonly handlers: Handlers; readonly stop: () => Promise<void> } {
  const { ports, connections, journalWriter, overview, edits, refresher, limiter, open, changed, tell } = parts
  const since = isoUtc(ports.clock.now())
  const editor = createEditor(connections, ports)
  const validTokens = createValidTokens({
    clock: ports.clock,
    connections,
    refresher,
    journalWriter,
    test: (record) => tester.test(record),
  })
  const tester = createTester({ ...ports, connections, refresher, limiter, journalWriter, tell })
  const vault = createVaultCalls({
    ...ports,
    connections,
    open,
    refresher,
    journalWriter,
    lastKnown: overview.lastKnown,
  })

  async function find(name: string): Promise<ConnectionRecord> {
    await open()
    return connections.named(name)
  }

  async function read(name: string): Promise<ConnectionRecord> {
    const record = await find(name)
    await connections.load(record)
    return record
  }

  /** After a person's change: decide anew, tell, and answer with what is there now. */
  function viewAfter(record: ConnectionRecord): ReturnType<Overview['view']> {
    refresher.replan(record)
    changed(record)
    return overview.view(record)
  }

  const around = { ...ports, connections, refresher, limiter, journalWriter, validTokens, tell, find, viewAfter }

  const editing = createEditingCalls({ ...around, open, editor, edits, tester, assertKept: vault.assertKept })
  const signIns = createSignIns(around)
  const removals = createRemovals({
    ...around,
    edits,
    open,
    forgotten(record) {
      refresher.replan(record)
      tell({ notice: 'connection.removed', id: record.id, name: record.name })
      overview.save()
    },
  })

  const network = networkCalls({ ...ports, connections, journalWriter, open, read, changed: viewAfter })
  const handlers: Handlers = {
    ...editing,
    ...earlierRefreshTokenCalls(around),
    ...createMovingCalls({
      ...ports,
      connections,
      open,
      noteExport: (record, taking) =>
        journalWriter.note({ event: 'exported', connection: record.name, params: { taking } }),
      calls: { ...editing, ...network },
    }),
    ...createCallbackCalls(around),
    ...createCrafterCalls({ ...around, add: editing['connections.add'] }),
    ...network,
    ...signIns.calls,
    ...removals.calls,
    'keeper.status': async () => {
      // While it is being opened for the first time, "shut" would be true for a second and then shown for ever.
      await open().catch(() => undefined)
      return {
        version: ports.host.version,
        commit: ports.host.commit,
        pid: ports.host.pid,
        since,
        host: ports.host.name,
        socket: ports.host.socket,
        vault: await vault.status(),
        nextRenewalAt: isoUtcOrNull(refresher.nextAt()),
      }
    },
    'keeper.handOver': async () => {
      vault.assertSurvives()
      ports.host.leave()
      return {}
    },
    'connections.list': async () => {
      await open().catch(() => undefined)
      // A list is for looking: what cannot be read now is shown with its fault instead of failing the whole list.
      await Promise.all(connections.all().map((record) => connections.load(record).catch(() => undefined)))
      return overview.list()
    },
    'connections.remembered': async () => overview.remembered(),
    'connections.get': async ({ name }) => overview.view(await read(name)),
    'connections.refresh': async ({ name }) => {
      const record = await find(name)
      await validTokens.force(record)
      return viewAfter(record)
    },
    'connections.test': async ({ name, run }) => {
      const record = await find(name)
      const result = await tester.test(record, run)
      viewAfter(record)
      return result
    },
    'connections.token': async ({ name, minTtlMs }) =>
      validTokens.token(connections.ready(name) ?? (await find(name)), minTtlMs),
    'connections.rejected': async ({ name, generation }) => {
      const record = await find(name)
      await validTokens.rejected(record, generation)
      return viewAfter(record)
    },
    'connections.inUse': async ({ name }) => {
      await validTokens.inUse(await find(name))
      return {}
    },
    'journal.read': async ({ name, limit }) => {
      await journalWriter.settled()
      const { entries, unreadable } = await ports.journal.read(overview.preferences().journalEntries)
      const wanted = name === undefined ? entries : entries.filter((entry) => entry.connection === name)
      return { entries: wanted.slice(-(limit ?? 200)), unreadable }
    },
    'vault.status': async () => {
      // A passphrase that was given is tried: "waiting for it" would be untrue.
      await open().catch(() => undefined)
      return vault.status()
    },
    'vault.unlock': async ({ passphrase }) => toldVault(tell, await vault.unlock(passphrase)),
    'vault.move': async ({ to, passphrase, confirm }) => toldVault(tell, await vault.move(to, passphrase, confirm)),
    'vault.passphrase': async ({ present, next }) => {
      await vault.changePassphrase(present, next)
      return {}
    },
    'settings.get': async () => overview.preferences(),
    'settings.set': async ({ key, value }) => {
      overview.setPreferences(withPreference(overview.preferences(), key, value))
      refresher.replanAll()
      return overview.preferences()
    },
    ...supportCalls({ ports, connections, journalWriter, overview, vault, open }),
  }
  return {
    handlers,
    async stop() {
      signIns.stop()
      edits.stop()
      await removals.stop()
    },
  }
}

function toldVault<Status extends Extract<Notice, { notice: 'vault.changed' }>['status']>(
  tell: (notice: Notice) => void,
  status: Status,
): Status {
  tell({ notice: 'vault.changed', status })
  return status
}
