import { type Edit, replacesSecrets, takenBack } from '../../../shared/connections/taken-back.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { Diary } from '../journal/journal-writer.ts'
import type { Clock, HostFacts } from '../ports.ts'
import type { Held } from './connection-record.ts'
import type { Connections } from './connections.ts'
import { refuseSameRefreshToken } from './editor.ts'

export type UndoableEditsContext = {
  readonly clock: Clock
  readonly host: Pick<HostFacts, 'lasting'>
  readonly connections: Connections
  readonly diary: Diary
}

export type UndoableEdits = {
  /** Until when its secrets can be had back; null where it replaced none, or nobody stays here to remember them. */
  remember(edit: Edit): string | null
  /** Takes back the last edit of this connection whose minute is still running, and gives what it was; null where there is none. */
  takeBack(name: string): Promise<Held | null>
  stop(): void
}

/** Long enough to notice the wrong connection, as with a removal. */
const UNDO_MS = 60_000

/** What edits and imports have replaced, in memory, so that a slip, or whoever got hold of a page, destroys nothing at once. */
export function createUndoableEdits({ clock, host, connections, diary }: UndoableEditsContext): UndoableEdits {
  type Remembered = { readonly edit: Edit; readonly forget: () => void }
  /** Oldest first: what was taken back leaves the one before it to be taken back as well. */
  const all = new Set<Remembered>()

  return {
    remember(edit) {
      if (!host.lasting || !replacesSecrets(edit)) return null
      const { promise, resolve } = Promise.withResolvers<void>()
      const remembered: Remembered = { edit, forget: resolve }
      all.add(remembered)
      void withinTime(clock, UNDO_MS, promise).then(() => all.delete(remembered))
      return isoUtc(clock.now() + UNDO_MS)
    },
    async takeBack(name) {
      const held = connections.all().find((each) => each.name === name)
      // By its id, which it keeps when it was removed meanwhile and taken back.
      const last = [...all].findLast(({ edit }) => edit.after.id === held?.id)
      if (held === undefined || last === undefined) return null
      const { edit } = last
      await refuseSameRefreshToken(connections, edit.before.tokens?.refreshToken?.reveal(), held)
      await connections.update(held, (current) => takenBack(current, edit, clock.now()))
      all.delete(last)
      last.forget()
      held.failure = null
      held.notBefore = null
      held.fruitless = 0
      diary.note({ event: 'edit_taken_back', connection: name })
      return held
    },
    stop() {
      for (const { forget } of all) forget()
    },
  }
}
