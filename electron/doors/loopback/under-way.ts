/** What consumers have under way, so that it can be ended with them, and so that none of them crowds out the others. */
export type UnderWay = {
  /** Of one consumer. */
  readonly most: number
  /** Gives what says that it has ended; null when this consumer has too much under way already. */
  enter(consumer: string, cut: () => void): (() => void) | null
  cut(consumer: string): void
  cutAll(): void
}

/** As many programs of one kind as ever wait for one renewal. */
const MOST_OF_ONE = 1_000

export function createUnderWay(most = MOST_OF_ONE): UnderWay {
  const byConsumer = new Map<string, Set<() => void>>()

  function cut(consumer: string): void {
    for (const end of [...(byConsumer.get(consumer) ?? [])]) end()
  }

  return {
    most,
    enter(consumer, end) {
      const own = byConsumer.get(consumer) ?? new Set()
      if (own.size >= most) return null
      byConsumer.set(consumer, own)
      const entry = () => end()
      own.add(entry)
      return () => {
        own.delete(entry)
        if (own.size === 0 && byConsumer.get(consumer) === own) byConsumer.delete(consumer)
      }
    },
    cut,
    cutAll() {
      for (const consumer of [...byConsumer.keys()]) cut(consumer)
    },
  }
}
