import type { Handlers } from '../../shared/api/contract/contract.ts'
import { createCrafterCalls } from './access-tokens/crafter-calls.ts'
import type { Alerts } from './alerts/alerts.ts'
import { notifyCalls } from './alerts/notify-calls.ts'
import { createCallbackCalls } from './callbacks/callback-calls.ts'
import { connectionCalls } from './connections/connection-calls.ts'
import type { ConnectionRecord } from './connections/connection-record.ts'
import { earlierRefreshTokenCalls } from './connections/earlier-refresh-tokens.ts'
import { createEditingCalls } from './connections/editing-calls.ts'
import { createEditor } from './connections/editor.ts'
import { networkCalls } from './connections/network-calls.ts'
import type { Overview } from './connections/overview.ts'
import { createRemovals } from './connections/removals.ts'
import type { UndoableEdits } from './connections/undoable-edits.ts'
import { consumerCalls } from './consumers/consumer-calls.ts'
import { createConsumerService } from './consumers/consumer-service.ts'
import { createConsumers } from './consumers/consumers.ts'
import { createEnrolment } from './enrolment/enrolment.ts'
import { enrolmentCalls } from './enrolment/enrolment-calls.ts'
import { fleetCallsWhenNeeded } from './fleet/fleet-calls-when-needed.ts'
import { bundleFetchCalls } from './import-export/bundle-fetch.ts'
import { createImportExportCalls } from './import-export/import-export-calls.ts'
import { journalCalls } from './journal/journal-calls.ts'
import { keeperCalls } from './keeper-calls.ts'
import type { KeeperParts } from './keeper-parts.ts'
import { createNarrowedTokens } from './narrowed/narrowed-tokens.ts'
import type { Opening } from './opening.ts'
import { preferenceCalls } from './preferences.ts'
import { createTester, type Tester } from './probing/tester.ts'
import type { Refresher } from './renewal/refresher.ts'
import { createValidTokens } from './renewal/valid-tokens.ts'
import type { CorePorts } from './requests/sending.ts'
import { createSignIns } from './sign-in/sign-in.ts'
import { supportCalls } from './support/support-calls.ts'
import { createVaultCalls, type VaultCalls, vaultHandlers } from './vault/vault-calls.ts'

export type CallsContext = Pick<
  KeeperParts,
  'site' | 'connections' | 'journalWriter' | 'limiter' | 'changed' | 'moved' | 'tell'
> &
  Opening & {
    readonly ports: CorePorts
    /** Once a connection has the settings that the site has set. */
    readonly brought: (record: ConnectionRecord) => Promise<void>
    readonly overview: Overview
    readonly edits: UndoableEdits
    readonly refresher: Refresher
    readonly alerts: Alerts
  }

/** How calls come to a connection, and what they leave it with. */
type Lookup = Pick<KeeperParts, 'find' | 'read' | 'viewAfter'>

/** All calls of the contract, and what must end before the keeper does. */
export function createCalls(parts: CallsContext) {
  const { ports, site, connections, journalWriter, overview, edits, refresher, alerts, limiter, open, tell } = parts
  const { clock, sender, oauth, host, vaults, random, machine, redirects, journal } = ports
  const lookup = createLookup(parts, (record) => removals.saved(record))
  const { find, read, viewAfter } = lookup
  const testing = { clock, sender, oauth, connections, refresher, limiter, journalWriter, tell }
  const tester = createTester(testing)
  const test = (record: ConnectionRecord) => tester.test(record)
  const validTokens = createValidTokens({ clock, connections, refresher, journalWriter, test })
  const narrowedTokens = createNarrowedTokens({ clock, connections, refresher })
  const { preferences } = overview
  const vault = createVaultCalls({ ...parts, vaults, host })
  const signingIn = { clock, random, machine, sender, oauth, redirects, connections, limiter, journalWriter }
  const signIns = createSignIns({ ...signingIn, find, viewAfter })
  const removing = { clock, site, sender, oauth, host, connections, journalWriter, edits, open, find, viewAfter }
  const removals = createRemovals({ ...removing, random, forgotten: forgetting(parts) })

  const consumers = createConsumers({ clock, random, digest: ports.digest, connections, open })
  const serving = { clock, sender, connections, journalWriter, validTokens }
  const { service, stop: stopService } = createConsumerService(consumers, { ...serving, narrowedTokens })
  const port = host.consumerPort
  const consuming = consumerCalls({ consumers, connections, overview, journalWriter, port, find, tell })

  const handlers: Handlers = {
    ...consuming.calls,
    ...changingCalls(parts, { tester, vault, lookup }),
    ...createCallbackCalls({ ...testing, validTokens, find, viewAfter }),
    ...signIns.calls,
    ...removals.calls,
    ...keeperCalls({ clock, host, refresher, vault, site, open }),
    ...connectionCalls({ connections, overview, validTokens, narrowedTokens, tester, open, find, read, viewAfter }),
    ...notifyCalls({ ...ports, alerts, site, journalWriter, open, assertKept: vault.assertKept }),
    ...journalCalls({ journal, journalWriter, preferences }),
    ...vaultHandlers(vault, parts),
    ...preferenceCalls(overview, refresher, tell),
    ...supportCalls({ ports, site, alerts, connections, journalWriter, overview, vault, open }),
  }
  return {
    handlers,
    consumers: { service, follow: consuming.follow },
    async stop(): Promise<void> {
      await stopService()
      signIns.stop()
      edits.stop()
      await removals.stop()
    },
  }
}

function createLookup(
  { connections, overview, refresher, open, brought, changed }: CallsContext,
  saved: (record: ConnectionRecord) => void,
): Lookup {
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
  { ports, site, connections, journalWriter, edits, limiter, open, moved, tellVault }: CallsContext,
  { tester, vault, lookup }: { readonly tester: Tester; readonly vault: VaultCalls; readonly lookup: Lookup },
) {
  const { clock, random, machine, digest, oauth, sender, sealing, certificates, vaults, identities } = ports
  const { find, read, viewAfter } = lookup
  const { assertKept } = vault
  const editor = createEditor(connections, site, { clock, random, machine, digest })
  const discovering = { oauth, sender, limiter, connections, journalWriter }
  const saving = { clock, machine, editor, edits, tester, open, assertKept, find, viewAfter }
  const editing = createEditingCalls({ ...discovering, ...saving })
  const network = networkCalls({ connections, site, certificates, journalWriter, open, read, changed: viewAfter })
  const calls = { ...editing, ...network }
  const { vault: inUse, lock: alone } = connections
  const enrolment = createEnrolment({ clock, identities, sealing, vault: inUse, alone })
  const asking = { clock, sender, random, digest }
  const moving = { clock, digest, sealing, enrolment, connections, journalWriter, open, calls }
  return {
    ...calls,
    ...earlierRefreshTokenCalls({ clock, connections, journalWriter, find, viewAfter }),
    ...enrolmentCalls({ enrolment, open, assertKept }),
    ...fleetCallsWhenNeeded({
      ...{ connections, enrolment, vaults, random, certificates, sealing, identities },
      ...{ journalWriter, open, moved, tellVault, find, changed: viewAfter },
    }),
    ...bundleFetchCalls(sender),
    ...createImportExportCalls(moving),
    ...createCrafterCalls({ ...asking, connections, journalWriter, find, viewAfter, add: editing['connections.add'] }),
  }
}
