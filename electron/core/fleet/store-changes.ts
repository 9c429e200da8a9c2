import type { Clock } from '../ports.ts'
import type { Fleet } from './fleet.ts'

/** Until something about this connection has changed in the store, `ms` at most: what was missed is looked for anyway. */
export function nextChange(clock: Clock, fleet: Fleet, id: string, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      disarm()
      leave()
      unwatch()
      resolve()
    }
    const disarm = clock.after(ms, done)
    const leave = fleet.subscribe((changed) => changed === id && done())
    const unwatch = fleet.store.watch(fleet.placeOf(id), done, () => undefined)
  })
}
