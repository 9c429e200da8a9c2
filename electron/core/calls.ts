import type { Handlers, Notice } from '../../shared/api/contract/contract.ts'
import { createCrafterCalls } from './access-tokens/crafter-calls.ts'
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
import { createMovingCalls, type MovingContext } from './import-export/import-export-calls.ts'
import { journalCalls } from './journal/journal-calls.ts'
import type { JournalWriter } from './journal/journal-writer.ts'
import { keeperCalls } from './keeper-calls.ts'
import { preferenceCalls } from './preferences.ts'
import type { Refresher } from './renewal/refresher.ts'
import { createValidTokens, type ValidTokens } from './renewal/valid-tokens.ts'
import type { Inside } from './requests/sending.ts'
import { createSignIns } from './sign-in/sign-in.ts'
import { supportCalls } from './support/support-calls.ts'
import { createCallbackCalls } from './testing/callback-calls.ts'
import { createTester, type Tester } from './testing/tester.ts'
import { createVaultCalls, type VaultCalls } from './vault/vault-calls.ts'
import { vaultHandlers } from './vault/vault-handlers.ts'

export type CallsContext = {
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

/** All calls of the contract, and what must end before the keeper does. */
export function createCalls(parts: CallsContext): { readonly handlers: Handlers; readonly stop: () => Promise<void> } {
  const { ports, connections, journalWriter, overview, edits, refresher, limiter, open, tell } = parts
  const { clock, sender, oauth, host, vaults, random, machine, redirects, journal } = ports
  const finding = createFinding(parts)
  const { find, read, viewAfter } = finding
  const tester = createTester({ clock, sender, oauth, connections, refresher, limiter, journalWriter, tell })
  const test = (record: ConnectionRecord) => tester.test(record)
  const validTokens = createValidTokens({ clock, connections, refresher, journalWriter, test })
  const { lastKnown, preferences } = overview
  const vault = createVaultCalls({ vaults, host, connections, open, refresher, journalWriter, lastKnown })
  const signingIn = { clock, random, machine, sender, oauth, redirects, connections, limiter, journalWriter }
  const signIns = createSignIns({ ...signingIn, find, viewAfter })
  const removing = { clock, sender, oauth, host, connections, journalWriter, edits, open, find, viewAfter }
  const removals = createRemovals({ ...removing, forgotten: forgetting(parts) })

  const handlers: Handlers = {
    ...changingCalls(parts, { tester, vault, finding }),
    ...serverCalls(parts, { validTokens, finding }),
    ...signIns.calls,
    ...removals.calls,
    ...keeperCalls({ ports, refresher, vault, open }),
    ...connectionCalls({ connections, overview, validTokens, tester, open, find, read, viewAfter }),
    ...journalCalls({ journal, journalWriter, preferences }),
    ...vaultHandlers({ vault, open, tell }),
    ...preferenceCalls(overview, refresher),
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

type Finding = {
  readonly find: (name: string) => Promise<ConnectionRecord>
  /** As `find`, with its document read. */
  readonly read: (name: string) => Promise<ConnectionRecord>
  /** After a person's change: decides anew, tells, and answers with what is there now. */
  readonly viewAfter: (record: ConnectionRecord) => ReturnType<Overview['view']>
}

function createFinding({ connections, overview, refresher, open, changed }: CallsContext): Finding {
  async function find(name: string): Promise<ConnectionRecord> {
    await open()
    return connections.named(name)
  }

  return {
    find,
    async read(name) {
      const record = await find(name)
      await connections.load(record)
      return record
    },
    viewAfter(record) {
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
  { ports, connections, journalWriter, edits, limiter, open }: CallsContext,
  { tester, vault, finding }: { readonly tester: Tester; readonly vault: VaultCalls; readonly finding: Finding },
) {
  const { clock, random, machine, oauth, sender, sealing, certificates } = ports
  const { find, read, viewAfter } = finding
  const { assertKept } = vault
  const editor = createEditor(connections, { clock, random, machine })
  const discovering = { oauth, sender, limiter, connections, journalWriter }
  const saving = { clock, machine, editor, edits, tester, open, assertKept, find, viewAfter }
  const editing = createEditingCalls({ ...discovering, ...saving })
  const network = networkCalls({ connections, certificates, journalWriter, open, read, changed: viewAfter })
  const calls = { ...editing, ...network }
  const asking = { clock, sender, random, digest: ports.digest }
  const noteExport: MovingContext['noteExport'] = (record, taking) =>
    journalWriter.note({ event: 'exported', connection: record.name, params: { taking } })
  return {
    ...calls,
    ...earlierRefreshTokenCalls({ clock, connections, journalWriter, find, viewAfter }),
    ...createMovingCalls({ clock, sealing, connections, open, noteExport, calls }),
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
