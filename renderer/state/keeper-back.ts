import type { Fault, FaultCode } from '../../shared/fault.ts'
import type { PageState } from './page-state.ts'
import type { Store } from './store.ts'

const UNREACHABLE_CODES: readonly FaultCode[] = [
  'keeper_absent',
  'keeper_leaving',
  'keeper_lost',
  'keeper_replaced',
  'keeper_unresponsive',
]

/** Nobody has answered, so the call may or may not take effect. Every call that a computer sleeps through ends like this. */
export function isUnanswered({ code }: Fault): boolean {
  return UNREACHABLE_CODES.includes(code)
}

const ASK_AGAIN_MS = 1_000

/** Resolves when it makes sense to ask again: a moment has passed and the line is up. */
export function keeperBack(store: Store<PageState>): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (store.get().line !== 'live') return
      unsubscribe()
      resolve()
    }
    let unsubscribe = (): void => undefined
    setTimeout(() => {
      unsubscribe = store.subscribe(check)
      check()
    }, ASK_AGAIN_MS)
  })
}
