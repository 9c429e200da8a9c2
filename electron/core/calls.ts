import type { Handlers, Notice } from '../../shared/api/contract/contract.ts'
import { createCrafterCalls } from './access-tokens/crafter-calls.ts'
import type { Alerts } from './alerts/alerts.ts'
import { notifyCalls } from './alerts/notify-calls.ts'
import { createCallbackCalls } from './callbacks/callback-calls.ts'
import type { Limiter } from './concurrency/limiter.ts'
import { connectionCalls } from './connections/connection-calls.ts'
import type { ConnectionRecord } from './connections/connection-record.ts'
import type { Connections } from './connections/connections.ts'
import { earlierRefreshTokenCalls } from './connections/earlier-refresh-tokens.ts'
import { createEditingCalls } from './connections/editing-calls.ts'
import { createEditor } from './connections/editor.ts'
import { networkCalls } from './connections/network-calls.ts'
import type { Overview } from './connections/overview.ts'
import { createRemovals } from './connections/removals.ts'
import type { UndoableEdits } from './connections/undoable-edits.ts'
import { consumerCalls } from './consumers/consumer-calls.ts'
import { type ConsumerDesk, createConsumerDesk } from './consumers/consumer-desk.ts'
import { createConsumers } from './consumers/consumers.ts'
import { createEnrolment } from './enrolment/enrolment.ts'
import { enrolmentCalls } from './enrolment/enrolment-calls.ts'
import { fleetCallsWhenNeeded } from './fleet/fleet-calls-when-needed.ts'
import { bundleFetchCalls } from './import-export/bundle-fetch.ts'
import { createMovingCalls, type MovingContext } from './import-export/import-export-calls.ts'
import { journalCalls } from './journal/journal-calls.ts'
import type { JournalWriter } from './journal/journal-writer.ts'
import { keeperCalls } from './keeper-calls.ts'
import { createNarrowedTokens } from './narrowed/narrowed-tokens.ts'
import { preferenceCalls } from './preferences.ts'
import { createTester, type Tester } from './probing/tester.ts'
import type { Refresher } from './renewal/refresher.ts'
import { createValidTokens, type ValidTokens } from './renewal/valid-tokens.ts'
import type { Inside } from './requests/sending.ts'
import { createSignIns } from './sign-in/sign-in.ts'
import type { Site } from './site/site.ts'
import { supportCalls } from './support/support-calls.ts'
import { createVaultCalls, type VaultCalls } from './vault/vault-calls.ts'
import { vaultHandlers } from './vault/vault-handlers.ts'

export type CallsContext = {
  readonly ports: Inside
  readonly site: Site
  /** Once a connection has the settings that the site has set. */
  readonly brought: (record: ConnectionRecord) => Promise<void>
  readonly connections: Connections
  readonly journalWriter: JournalWriter
  readonly overview: Overview
  readonly edits: UndoableEdits
  readonly refresher: Refresher
  readonly alerts: Alerts
  readonly limiter: Limiter
  /** Reads the manifest if that has not been possible so far. Raises the vault's fault. */
  readonly open: () => Promise<void>
  readonly changed: (record: ConnectionRecord) => void
  /** The vault is another one, with a list of its own. */
  readonly moved: () => Promise<void>
  readonly tell: (notice: Notice) => void
}

export type Calls = {
  readonly handlers: Handlers
  readonly consumers: { readonly desk: ConsumerDesk; readonly follow: () => Promise<void> }
  readonly stop: () => Promise<void>
}

/** All calls of the contract, and what must end before the keeper does. */
export function createCalls(parts: CallsContext): Calls {
  const { ports, site, connections, journalWriter, overview, edits, refresher, alerts, limiter, open, tell } = parts
  const { clock, sender, oauth, host, vaults, random, machine, redirects, journal } = ports
  const finding = createFinding(parts, (record) => removals.saved(record))
  const { find, read, viewAfter } = finding
  const tester = createTester({ clock, sender, oauth, connections, refresher, limiter, journalWriter, tell })
  const test = (record: ConnectionRecord) => tester.test(record)
  const validTokens = createValidTokens({ clock, connections, refresher, journalWriter, test })
  const narrowedTokens = createNarrowedTokens({ clock, connections, refresher })
  const { lastKnown, preferences } = overview
  const vault = createVaultCalls({ vaults, host, connections, open, refresher, journalWriter, lastKnown, site })
  const signingIn = { clock, random, machine, sender, oauth, redirects, connections, limiter, journalWriter }
  const signIns = createSignIns({ ...signingIn, find, viewAfter })
  const removing = { clock, site, sender, oauth, host, connections, journalWriter, edits, open, find, viewAfter }
  const removals = createRemovals({ ...removing, forgotten: forgetting(parts) })

  const consumers = createConsumers({ clock, random, digest: ports.digest, connections, open })
  const desking = { ports, connections, journalWriter, validTokens }
  const { desk, stop: stopDesk } = createConsumerDesk(consumers, { ...desking, narrowedTokens })
  const port = host.consumerPort
  const consuming = consumerCalls({ consumers, connections, overview, journalWriter, port, find, tell })

  const handlers: Handlers = {
    ...consuming.calls,
    ...changingCalls(parts, { tester, vault, finding }),
    ...serverCalls(parts, { validTokens, finding }),
    ...signIns.calls,
    ...removals.calls,
    ...keeperCalls({ ports, refresher, vault, site, open }),
    ...connectionCalls({ connections, overview, validTokens, narrowedTokens, tester, open, find, read, viewAfter }),
    ...notifyCalls({ ...ports, alerts, site, journalWriter, open, assertKept: vault.assertKept }),
    ...journalCalls({ journal, journalWriter, preferences }),
    ...vaultHandlers({ vault, open, tell }),
    ...preferenceCalls(overview, refresher),
    ...supportCalls({ ports, site, alerts, connections, journalWriter, overview, vault, open }),
  }
  return {
    handlers,
    consumers: { desk, follow: consuming.follow },
    async stop() {
      await stopDesk()
      signIns.stop()
      edits.stop()
      await removals.stop()
    },
  }
}

type Finding = {
  readonly find: (name: string) => Promise<ConnectionRecord>
  /** As `find`, with its document read. */
  readonly read: (name: string) => Promise<ConnectionRecord>
  /** After a person's change: decides anew, tells, and answers with what is there now. */
  readonly viewAfter: (record: ConnectionRecord) => ReturnType<Overview['view']>
}

function createFinding(
  { connections, overview, refresher, open, brought, changed }: CallsContext,
  saved: (record: ConnectionRecord) => void,
): Finding {
  async function find(name: string): Promise<ConnectionRecord> {
    await open()
    const record = connections.named(name)
    await brought(record)
    return record
  }

  return {
    find,
    async read(name) {
      const record = await find(name)
      await connections.load(record)
      return record
    },
    viewAfter(record) {
      saved(record)
      refresher.replan(record)
      changed(record)
      return overview.view(record)
    },
  }
}

/** Everybody hears that it is gone. */
function forgetting({ refresher, overview, tell }: CallsContext): (record: ConnectionRecord) => void {
  return (record) => {
    refresher.replan(record)
    tell({ notice: 'connection.removed', id: record.id, name: record.name })
    overview.save()
  }
}

/** What a person writes into connections: one, or a file full of them. */
function changingCalls(
  { ports, site, connections, journalWriter, edits, limiter, open, moved, tell }: CallsContext,
  { tester, vault, finding }: { readonly tester: Tester; readonly vault: VaultCalls; readonly finding: Finding },
) {
  const { clock, random, machine, oauth, sender, sealing, certificates, vaults } = ports
  const { find, read, viewAfter } = finding
  const { assertKept } = vault
  const editor = createEditor(connections, site, { clock, random, machine, digest: ports.digest })
  const discovering = { oauth, sender, limiter, connections, journalWriter }
  const saving = { clock, machine, editor, edits, tester, open, assertKept, find, viewAfter }
  const editing = createEditingCalls({ ...discovering, ...saving })
  const network = networkCalls({ connections, site, certificates, journalWriter, open, read, changed: viewAfter })
  const calls = { ...editing, ...network }
  const { vault: inUse, lock: alone } = connections
  const enrolment = createEnrolment({ clock, identities: ports.identities, sealing, vault: inUse, alone })
  const asking = { clock, sender, random, digest: ports.digest }
  const noteExport: MovingContext['noteExport'] = (record, taking) =>
    journalWriter.note({ event: 'exported', connection: record.name, params: { taking } })
  return {
    ...calls,
    ...earlierRefreshTokenCalls({ clock, connections, journalWriter, find, viewAfter }),
    ...enrolmentCalls({ enrolment, open, assertKept }),
    ...fleetCallsWhenNeeded({
      ...{ connections, enrolment, vaults, random, certificates, sealing, identities: ports.identities },
      ...{ journalWriter, open, moved, tell, find, changed: viewAfter },
    }),
    ...bundleFetchCalls({ sender }),
    ...createMovingCalls({ clock, digest: ports.digest, sealing, enrolment, connections, open, noteExport, calls }),
    ...createCrafterCalls({ ...asking, connections, journalWriter, find, viewAfter, add: editing['connections.add'] }),
  }
}

/** What is looked up and changed at servers that call back. */
function serverCalls(
  { ports, connections, journalWriter, refresher, limiter, tell }: CallsContext,
  { validTokens, finding }: { readonly validTokens: ValidTokens; readonly finding: Finding },
) {
  const { clock, sender, oauth } = ports
  const { find, viewAfter } = finding
  const testing = { clock, sender, oauth, connections, refresher, limiter, journalWriter, tell }
  return createCallbackCalls({ ...testing, validTokens, find, viewAfter })
}
