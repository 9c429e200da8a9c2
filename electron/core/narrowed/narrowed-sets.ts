import type { Connection } from '../../../shared/connections/connection.ts'
import { type Narrowing, narrowingKey } from '../../../shared/tokens/narrowing.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import { type KeptNarrowed, newKept } from './kept-narrowed.ts'

/** More than any program needs; who asks for ever new ones has the oldest forgotten. */
const MOST_OF_ONE = 100

type OfOne = { readonly madeWith: string; readonly sets: Map<string, KeptNarrowed> }

/** The sets of each connection by what they are for. */
export function createNarrowedSets() {
  const byRecord = new WeakMap<ConnectionRecord, OfOne>()
  const lastLooks = new WeakMap<Connection, string>()

  /** Settings and where they lead; and how often a person has had a hand in it, who may have brought another's tokens. */
  function madeWith({ tended }: ConnectionRecord, connection: Connection): string {
    const { settings, bound, createdAt } = connection
    const known = lastLooks.get(connection) ?? JSON.stringify([settings, bound, createdAt])
    lastLooks.set(connection, known)
    return `${tended} ${known}`
  }

  return {
    /** The one of this narrowing; a new and empty one where there is none, or what it was made with has changed. */
    of(record: ConnectionRecord, connection: Connection, narrowing: Narrowing): KeptNarrowed {
      const made = madeWith(record, connection)
      const before = byRecord.get(record)
      const own = before?.madeWith === made ? before : { madeWith: made, sets: new Map<string, KeptNarrowed>() }
      byRecord.set(record, own)
      const key = narrowingKey(narrowing)
      const kept = own.sets.get(key) ?? newKept()
      // Last in the order of use, so that the first is the one that nobody has asked for longest.
      own.sets.delete(key)
      own.sets.set(key, kept)
      if (own.sets.size > MOST_OF_ONE) forgetOldest(own.sets)
      return kept
    },
  }
}

/** But for those that somebody waits for. */
function forgetOldest(sets: Map<string, KeptNarrowed>): void {
  const oldest = [...sets].find(([, { inFlight }]) => inFlight === null)
  if (oldest !== undefined) sets.delete(oldest[0])
}
