/** What consumers have under way, so that it can be ended with them, and so that none of them crowds out the others. */
export type CallsInFlight = ReturnType<typeof createCallsInFlight>

export type Entered = {
  /** It has ended. */
  done(): void
  /** It goes on for as long as both sides like (a WebSocket, a stream of events): nobody waits for its end. */
  endless(): void
}

/** As many programs of one kind as ever wait for one renewal. */
const MOST_OF_ONE = 1_000

type Entry = { end: () => void; readonly connection: string; isEndless: boolean }

export function createCallsInFlight(most = MOST_OF_ONE) {
  const byConsumer = new Map<string, Set<Entry>>()
  const waiting = new Set<() => void>()
  const all = (): Entry[] => [...byConsumer.values()].flatMap((own) => [...own])

  function tellWhenQuiet(): void {
    if (all().some(({ isEndless }) => !isEndless)) return
    for (const tell of waiting) tell()
    waiting.clear()
  }

  function ofConsumer(consumer: string): Set<Entry> {
    const known = byConsumer.get(consumer)
    if (known !== undefined) return known
    const own = new Set<Entry>()
    byConsumer.set(consumer, own)
    return own
  }

  function cut(consumer: string): void {
    for (const { end } of [...(byConsumer.get(consumer) ?? [])]) end()
    byConsumer.delete(consumer)
  }

  return {
    /** Of one consumer. */
    most,
    /**
     * Gives what says that it has ended; null when this consumer has too much under way already. `connection`: over which
     * one it goes, for what is to end with that.
     */
    enter(consumer: string, end: () => void, connection: string = ''): Entered | null {
      const own = ofConsumer(consumer)
      if (own.size >= most) return null
      const entry: Entry = { end, connection, isEndless: false }
      own.add(entry)
      return {
        done() {
          own.delete(entry)
          // A Set moves to a new table now and then, and V8 keeps the old ones up to its next full collection: with all that is behind this.
          entry.end = NOTHING
          if (waiting.size > 0) tellWhenQuiet()
        },
        endless() {
          entry.isEndless = true
          if (waiting.size > 0) tellWhenQuiet()
        },
      }
    },
    cut,
    cutOver(gone: string): void {
      for (const { end, connection } of all()) if (connection === gone) end()
    },
    cutAll(): void {
      for (const consumer of [...byConsumer.keys()]) cut(consumer)
    },
    /** Resolves once nothing is under way that has an end. */
    quiet(): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add(resolve)
      tellWhenQuiet()
      return promise
    },
  }
}

const NOTHING = (): void => undefined
