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
import { createMovingCalls } from './import-export/import-export-calls.ts'
import { journalCalls } from './journal/journal-calls.ts'
import type { JournalWriter } from './journal/journal-writer.ts'
import { keeperCalls } from './keeper-calls.ts'
import { preferenceCalls } from './preferences.ts'
import type { Refresher } from './renewal/refresher.ts'
import { createValidTokens } from './renewal/valid-tokens.ts'
import type { Inside } from './requests/sending.ts'
import { createSignIns } from './sign-in/sign-in.ts'
import { supportCalls } from './support/support-calls.ts'
import { createCallbackCalls } from './testing/callback-calls.ts'
import { createTester } from './testing/tester.ts'
import { createVaultCalls } from './vault/vault-calls.ts'
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
  const { ports, connections, journalWriter, overview, edits, refresher, limiter, open, changed, tell } = parts
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
    ...keeperCalls({ ports, refresher, vault, open }),
    ...connectionCalls({ connections, overview, validTokens, tester, open, find, read, viewAfter }),
    ...journalCalls({ journal: ports.journal, journalWriter, preferences: overview.preferences }),
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
