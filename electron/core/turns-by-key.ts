/** Runs work on one key strictly in the order of asking; different keys do not wait for each other. */
export type TurnsByKey = <Value>(key: string, work: () => Promise<Value>) => Promise<Value>

/** Work that fails does not stop the work behind it. A key is forgotten as soon as nobody waits for it. */
export function turnsByKey(): TurnsByKey {
  const last = new Map<string, Promise<void>>()
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work)
    const forget = () => {
      if (last.get(key) === done) last.delete(key)
    }
    const done: Promise<void> = mine.then(forget, forget)
    last.set(key, done)
    return mine
  }
}
