import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'

/** From then on a remembered list will do: the one that is read comes just after it, and the page would be painted twice. */
export const REMEMBERED_MS = 300

/**
 * Resolves once there is a list or a trouble to tell of; after a while a remembered list is enough. After `mostMs` in any
 * case.
 */
export async function firstAnswer(store: Store<PageState>, mostMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isLate = false
  const look = (): void => {
    const { connections, remembered, fault, line } = store.get()
    const troubled = fault !== null || line === 'closed' || line === 'lost'
    if (connections !== null || troubled || (isLate && remembered !== null)) resolve()
  }
  const stop = store.subscribe(look)
  const timers = [
    setTimeout(() => {
      isLate = true
      look()
    }, REMEMBERED_MS),
    setTimeout(resolve, mostMs),
  ]
  look()
  await promise
  stop()
  timers.forEach(clearTimeout)
}
