import { useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { createTicker, currentSecond } from './ticker.ts'

const ticker = createTicker({
  hidden: () => document.visibilityState === 'hidden',
  watch(changed) {
    const over = new AbortController()
    document.addEventListener('visibilitychange', changed, { signal: over.signal })
    addEventListener('focus', changed, { signal: over.signal })
    return () => over.abort()
  },
})

/**
 * What `compute` makes of the present second (UTC ms). The component is painted again only when that text or number
 * is another one than before, so whoever uses this should be as small as what changes.
 */
export function useEachSecond<Value extends string | number | boolean | null>(compute: (now: number) => Value): Value {
  const [following] = useState(() => follow(compute))
  useLayoutEffect(() => following.now(compute))
  return useSyncExternalStore(following.subscribe, () => following.read(compute))
}

type Made<Value> = { readonly compute: (now: number) => Value; readonly second: number; readonly value: Value }

/** React asks several times for what is painted once, and the page's timer asks what the component was last painted with. */
function follow<Value extends string | number | boolean | null>(first: (now: number) => Value) {
  let painted = first
  let made: Made<Value> | null = null

  function read(compute: (now: number) => Value, second = currentSecond()): Value {
    if (made?.compute !== compute || made.second !== second) made = { compute, second, value: compute(second) }
    return made.value
  }

  const clock = { read: (now: number) => (now === made?.second ? read(painted, now) : painted(now)), paint: () => {} }
  return {
    read,
    now(next: (now: number) => Value): void {
      if (painted === next) return
      painted = next
      ticker.lookAnew(clock)
    },
    subscribe(paint: () => void) {
      clock.paint = paint
      return ticker.keep(clock)
    },
  }
}

const MINUTE_MS = 60_000

/** UTC ms, moving once a minute: for what would look no different any sooner. */
export function useMinute(): number {
  return useEachSecond((now) => Math.floor(now / MINUTE_MS) * MINUTE_MS)
}
