import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { originsIn, originsText } from '../../../shared/connections/binding.ts'
import { raise } from '../../../shared/fault.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { Diary } from '../journal/journal-writer.ts'
import type { Clock, Machine } from '../ports.ts'
import { type DiscoveryContext, withAddresses } from '../requests/discovery.ts'
import type { Tester } from '../testing/tester.ts'
import type { Held } from './connection-record.ts'
import { atHome, type Connections } from './connections.ts'
import type { Editor } from './editor.ts'
import type { Overview } from './overview.ts'
import type { UndoableEdits } from './undoable-edits.ts'

export type EditingContext = DiscoveryContext & {
  readonly clock: Clock
  readonly machine: Machine
  readonly connections: Connections
  readonly diary: Diary
  readonly editor: Editor
  readonly edits: Pick<UndoableEdits, 'remember'>
  readonly tester: Pick<Tester, 'testDraft' | 'claim'>
  /** Raises the vault's fault. */
  readonly open: () => Promise<void>
  /** Raises memory_needs_keeper: to take what is forgotten at once would be to lose it. */
  readonly assertKept: () => void
  readonly find: (name: string) => Promise<Held>
  readonly viewAfter: (held: Held) => ReturnType<Overview['view']>
}

export type EditingCalls = Pick<
  Handlers,
  | 'connections.add'
  | 'connections.edit'
  | 'connections.allowOrigins'
  | 'connections.testDraft'
  | 'connections.rename'
  | 'connections.pause'
  | 'connections.resume'
>

/** What a person changes of a connection. Where its secrets would go somewhere else, somebody outside of the page says yes. */
export function createEditingCalls(context: EditingContext): EditingCalls {
  const { clock, machine, connections, diary, editor, edits, tester, open, assertKept, find, viewAfter } = context

  function noteOrigins(held: Held, origins: readonly string[], allowed: readonly string[]): void {
    if (origins.length === 0) return
    const how = origins.some((origin) => allowed.includes(origin)) ? 'allowed' : 'entered'
    diary.note({ event: 'origins_changed', connection: held.name, params: { to: originsText(origins), how } })
  }

  return {
    'connections.add': async ({ entry }) => {
      await open()
      assertKept()
      const { held, warnings } = await editor.add(entry)
      diary.note({ event: 'added', connection: held.name, params: { system: held.system } })
      await tester.claim(held)
      return { view: viewAfter(held), warnings }
    },
    'connections.edit': async ({ name, entry, allowOrigins }) => {
      const held = await find(name)
      const allowed = allowedIn(allowOrigins)
      const { warnings, origins, edit } = await editor.edit(held, entry, allowed)
      edits.remember(edit)
      diary.note({ event: 'edited', connection: held.name })
      noteOrigins(held, origins, allowed)
      await tester.claim(held)
      return { view: viewAfter(held), warnings }
    },
    'connections.allowOrigins': async ({ name, allowOrigins }) => {
      const held = await find(name)
      const allowed = allowedIn(allowOrigins)
      if (allowed.length > 0) {
        noteOrigins(held, await editor.allow(held, allowed), allowed)
        return viewAfter(held)
      }
      const connection = await connections.load(held)
      const system = systemNamed(connection.system)
      // Asked anew, so that what somebody says yes to is what the issuer tells now. Raises the question.
      if (system !== null) await withAddresses(context, held, system)
      raise('nothing_to_allow', { name })
    },
    'connections.testDraft': async ({ entry, name, run }) => {
      const held = name === undefined ? null : await find(name)
      const { connection, warnings } = await editor.drafted(entry, held)
      return { ...(await tester.testDraft(connection, run)), warnings }
    },
    'connections.rename': async ({ name, to }) => {
      const held = await find(name)
      await connections.load(held)
      await editor.rename(held, to)
      diary.note({ event: 'renamed', connection: to, params: { from: name } })
      return viewAfter(held)
    },
    'connections.pause': async ({ name }) => {
      const held = await find(name)
      const at = clock.now()
      await connections.update(held, (current) => ({ ...current, pausedAt: current.pausedAt ?? at }))
      diary.note({ event: 'paused', connection: name })
      return viewAfter(held)
    },
    'connections.resume': async ({ name }) => {
      const held = await find(name)
      await connections.update(held, (current) => atHome({ ...current, pausedAt: null }, machine))
      diary.note({ event: 'resumed', connection: name })
      return viewAfter(held)
    },
  }
}

/** Whoever says yes says it to whole origins; anything else is a mistake, not a yes to less. Raises origin_unfit. */
export function allowedIn(given: readonly string[] = []): readonly string[] {
  return given.flatMap((text) => {
    const origins = originsIn(text)
    if (origins.length === 0) raise('origin_unfit')
    return origins
  })
}
