import type { Fault, FaultCode } from '../../shared/fault.ts'
import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'

const OF_THE_WAY: readonly FaultCode[] = [
  'keeper_absent',
  'keeper_leaving',
  'keeper_lost',
  'keeper_replaced',
  'keeper_unresponsive',
]

/** Nobody has answered: what was asked may have been done, or may still be. A computer that sleeps ends every call so. */
export function isUnanswered({ code }: Fault): boolean {
  return OF_THE_WAY.includes(code)
}

const ASK_AGAIN_MS = 1_000

/** Comes once it is of use to ask again: the line is up, and a moment has passed. */
export function keeperBack(store: Store<PageState>): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (store.get().line !== 'live') return
      unsubscribe()
      resolve()
    }
    let unsubscribe = (): void => undefined
    setTimeout(() => {
      unsubscribe = store.subscribe(look)
      look()
    }, ASK_AGAIN_MS)
  })
}
