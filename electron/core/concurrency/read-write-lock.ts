/** `inside` is shared, `alone` is exclusive. Whoever comes while an exclusive one waits or works, waits. */
export function createReadWriteLock() {
  const inside = new Set<Promise<unknown>>()
  let alone: Promise<unknown> | null = null

  return {
    async inside<Value>(work: () => Promise<Value>): Promise<Value> {
      while (alone !== null) await alone
      const running = work()
      const quiet = running.then(
        () => undefined,
        () => undefined,
      )
      inside.add(quiet)
      void quiet.then(() => inside.delete(quiet))
      return running
    },
    async alone<Value>(work: () => Promise<Value>): Promise<Value> {
      while (alone !== null) await alone
      const running = Promise.all(inside).then(work)
      alone = running.then(
        () => undefined,
        () => undefined,
      )
      try {
        return await running
      } finally {
        alone = null
      }
    },
  }
}
