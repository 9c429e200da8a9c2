import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { originsIn, originsText } from '../../../shared/connections/binding.ts'
import { raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { JournalWriter } from '../journal/journal-writer.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { Tester } from '../probing/tester.ts'
import { type DiscoveryContext, withAddresses } from '../requests/discovery.ts'
import type { ConnectionRecord } from './connection-record.ts'
import type { Editor } from './editor.ts'
import { atHome } from './moved-machine.ts'
import type { UndoableEdits } from './undoable-edits.ts'

export type EditingContext = DiscoveryContext &
  Pick<KeeperParts, 'clock' | 'machine' | 'open' | 'assertKept' | 'find' | 'viewAfter'> & {
    readonly editor: Editor
    readonly edits: Pick<UndoableEdits, 'remember'>
    readonly tester: Pick<Tester, 'testDraft' | 'claim'>
  }

/** What a person changes of a connection. Where its secrets would go somewhere else, somebody outside of the page says yes. */
export function createEditingCalls(context: EditingContext) {
  const { clock, machine, connections, journalWriter, editor, edits, tester, open, assertKept, find, viewAfter } =
    context

  const { noteOrigins, noteRenamed } = journalling(journalWriter)

  return {
    'connections.add': async ({ entry }) => {
      await open()
      assertKept()
      const { record, warnings } = await editor.add(entry)
      journalWriter.note({ event: 'added', connection: record.name, params: { system: record.system } })
      await tester.claim(record)
      return { view: viewAfter(record), warnings }
    },
    'connections.edit': async ({ name, newName, edition, entry, allowOrigins }) => {
      const record = await find(name)
      const allowed = allowedIn(allowOrigins)
      const { warnings, origins, edit, wordsAlone } = await editor.edit(record, entry, { allowed, newName, edition })
      edits.remember(edit)
      noteRenamed(record, name)
      if (!wordsAlone) journalWriter.note({ event: 'edited', connection: record.name })
      noteOrigins(record, origins, allowed)
      await tester.claim(record)
      return { view: viewAfter(record), warnings }
    },
    'connections.allowOrigins': async ({ name, allowOrigins }) => {
      const record = await find(name)
      const allowed = allowedIn(allowOrigins)
      if (allowed.length > 0) {
        noteOrigins(record, await editor.allow(record, allowed), allowed)
        return viewAfter(record)
      }
      const connection = await connections.load(record)
      const system = systemNamed(connection.system)
      // Asked anew, so that what somebody says yes to is what the issuer tells now. Raises the question.
      if (system !== null) await withAddresses(context, record, system)
      raise('nothing_to_allow', { name })
    },
    'connections.testDraft': async ({ entry, name, run }) => {
      const record = name === undefined ? null : await find(name)
      const { connection, warnings } = await editor.drafted(entry, record)
      return { ...(await tester.testDraft(connection, run)), warnings }
    },
    'connections.rename': async ({ name, to }) => {
      const record = await find(name)
      await connections.load(record)
      await editor.rename(record, to)
      noteRenamed(record, name)
      return viewAfter(record)
    },
    'connections.pause': async ({ name }) => {
      const record = await find(name)
      const at = clock.now()
      await connections.update(record, (current) => ({ ...current, pausedAt: current.pausedAt ?? at }))
      journalWriter.note({ event: 'paused', connection: name })
      return viewAfter(record)
    },
    'connections.resume': async ({ name }) => {
      const record = await find(name)
      await connections.update(record, (current) => atHome({ ...current, pausedAt: null }, machine))
      journalWriter.note({ event: 'resumed', connection: name })
      return viewAfter(record)
    },
  } satisfies Partial<Handlers>
}

function journalling(journalWriter: JournalWriter) {
  function noteOrigins(record: ConnectionRecord, origins: readonly string[], allowed: readonly string[]): void {
    if (origins.length === 0) return
    const how = origins.some((origin) => allowed.includes(origin)) ? 'allowed' : 'entered'
    journalWriter.note({ event: 'origins_changed', connection: record.name, params: { to: originsText(origins), how } })
  }

  function noteRenamed(record: ConnectionRecord, from: string): void {
    if (record.name !== from) journalWriter.note({ event: 'renamed', connection: record.name, params: { from } })
  }

  return { noteOrigins, noteRenamed }
}

/** Whoever says yes says it to whole origins; anything else is a mistake, not a yes to less. Raises invalid_origin. */
export function allowedIn(given: readonly string[] = []): readonly string[] {
  return given.flatMap((text) => {
    const origins = originsIn(text)
    if (origins.length === 0) raise('invalid_origin')
    return origins
  })
}
