import { type Edit, replacedSecrets, undoEdit } from '../../../shared/connections/undo-edit.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { withinTime } from '../concurrency/pause.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { ConnectionRecord } from './connection-record.ts'
import { refuseSameRefreshToken } from './editor.ts'

export type UndoableEdits = ReturnType<typeof createUndoableEdits>

/** Long enough to notice the wrong name or connection, short enough that a session which nobody wants any more ends soon. */
export const UNDO_MS = 60_000

/** What edits and imports have replaced, in memory, so that a slip, or whoever got hold of a page, destroys nothing at once. */
export function createUndoableEdits(
  context: Pick<KeeperParts, 'clock' | 'host' | 'connections' | 'journalWriter' | 'changed'>,
) {
  const { clock, host, connections, journalWriter, changed } = context
  type Remembered = { readonly edit: Edit; readonly until: string; readonly forget: (how: 'settled') => void }
  /** Oldest first: what was taken back leaves the one before it to be taken back as well. */
  const all = new Set<Remembered>()

  // By its id, which it keeps when it was removed meanwhile and taken back.
  const lastOf = (id: string | undefined) => [...all].findLast(({ edit }) => edit.after.id === id)

  async function forgetInTime(remembered: Remembered, settled: Promise<'settled'>): Promise<void> {
    const how = await withinTime(clock, UNDO_MS, settled)
    all.delete(remembered)
    const record = connections.all().find(({ id }) => id === remembered.edit.after.id)
    if (how === null && record !== undefined) changed(record)
  }

  return {
    /** For a minute its secrets can be had back, unless it replaced none, or nobody stays here to remember them. */
    remember(edit: Edit): void {
      if (!host.lasting || replacedSecrets(edit).length === 0) return
      const { promise, resolve } = Promise.withResolvers<'settled'>()
      const remembered: Remembered = { edit, until: isoUtc(clock.now() + UNDO_MS), forget: resolve }
      all.add(remembered)
      void forgetInTime(remembered, promise)
    },
    /** What could be taken back of this connection now. */
    of({ id }: Pick<ConnectionRecord, 'id'>): NonNullable<ConnectionView['undo']> | null {
      const last = lastOf(id)
      return last === undefined ? null : { until: last.until, secrets: [...replacedSecrets(last.edit)] }
    },
    /** Takes back the last edit of this connection whose minute is still running, and gives what it was; null where there is none. */
    async takeBack(name: string): Promise<ConnectionRecord | null> {
      const record = connections.all().find((each) => each.name === name)
      const last = lastOf(record?.id)
      if (record === undefined || last === undefined) return null
      const { edit } = last
      await refuseSameRefreshToken(connections, edit.before.tokens?.refreshToken?.reveal(), record)
      await connections.update(record, (current) => undoEdit(current, edit, clock.now()))
      all.delete(last)
      last.forget('settled')
      record.cleared()
      journalWriter.note({ event: 'edit_taken_back', connection: name })
      return record
    },
    stop(): void {
      for (const { forget } of all) forget('settled')
    },
  }
}
