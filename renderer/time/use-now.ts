import { useSyncExternalStore } from 'react'
import { currentSecond, onEachSecond } from './ticker.ts'

/** UTC ms, moving once a second. Only for the smallest components: whoever uses it is painted every second. */
export function useNow(): number {
  return useSyncExternalStore(onEachSecond, currentSecond)
}

const MINUTE_MS = 60_000

/** UTC ms, moving once a minute: for what would not look different any sooner. */
export function useMinute(): number {
  return useSyncExternalStore(onEachSecond, () => Math.floor(currentSecond() / MINUTE_MS) * MINUTE_MS)
}
