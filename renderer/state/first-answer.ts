import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'

/** A remembered list is not shown earlier: the real one mostly comes just after it, and the page would be drawn twice. */
export const USE_REMEMBERED_AFTER_MS = 300

/** Resolves once there is a list or a trouble to show; after a while a remembered list is enough. After `mostMs` in any case. */
export async function firstAnswer(store: Store<PageState>, mostMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isLate = false
  const check = (): void => {
    const { connections, remembered, fault, line } = store.get()
    const hasTrouble = fault !== null || line === 'closed' || line === 'lost'
    if (connections !== null || hasTrouble || (isLate && remembered !== null)) resolve()
  }
  const stop = store.subscribe(check)
  const timers = [
    setTimeout(() => {
      isLate = true
      check()
    }, USE_REMEMBERED_AFTER_MS),
    setTimeout(resolve, mostMs),
  ]
  check()
  await promise
  stop()
  timers.forEach(clearTimeout)
}
