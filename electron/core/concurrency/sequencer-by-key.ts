/** Runs work after all work handed in before it under the same key has ended, however that ended. */
export type SequencerByKey = <Value>(key: string, work: () => Promise<Value>) => Promise<Value>

/** Work of one key never overlaps, work of different keys never waits; the failure of one turn is its caller's alone. */
export function createSequencerByKey(): SequencerByKey {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work)
    const quiet = turn.then(
      () => undefined,
      () => undefined,
    )
    last.set(key, quiet)
    void quiet.then(() => last.get(key) === quiet && last.delete(key))
    return turn
  }
}
