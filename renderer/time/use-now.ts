import { useSyncExternalStore } from 'react'
import { currentSecond, onEachSecond } from './ticker.ts'

/**
 * What `compute` makes of the present second (UTC ms). The component is painted again only when that text or number
 * is another one than before, so whoever uses this should be as small as what changes.
 */
export function useEachSecond<Value extends string | number | boolean | null>(compute: (now: number) => Value): Value {
  return useSyncExternalStore(onEachSecond, () => compute(currentSecond()))
}

const MINUTE_MS = 60_000

/** UTC ms, moving once a minute: for what would look no different any sooner. */
export function useMinute(): number {
  return useEachSecond((now) => Math.floor(now / MINUTE_MS) * MINUTE_MS)
}
