/**
 * One timer for every clock on the page, at the beginning of each second, and none at all while nobody looks at one.
 * What listens repaints its own text and nothing else.
 */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined
let now = Date.now()

/** The same for everyone within a second, so that all countdowns on the page agree. */
export function currentSecond(): number {
  return now
}

export function onEachSecond(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
  timer = setTimeout(tick, 1_000 - (now % 1_000))
}
