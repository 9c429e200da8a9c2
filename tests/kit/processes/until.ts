import { setTimeout as pause } from 'node:timers/promises'

/** How long tests wait for what must come: many times what it takes, since a busy machine is no fault of the product. */
export const PATIENCE_MS = 60_000

/**
 * Waits until `condition` gives something truthy and returns that; the one way in which tests wait for the world.
 * A condition that throws counts as not yet. After the deadline it fails with `what`, so that a hanging test says what it missed.
 */
export async function until<Value>(
  what: string,
  condition: () => Promise<Value> | Value,
  { deadlineMs = PATIENCE_MS, everyMs = 15 }: { deadlineMs?: number; everyMs?: number } = {},
): Promise<Value> {
  const end = performance.now() + deadlineMs
  let last: unknown
  for (;;) {
    const asked = performance.now()
    try {
      const value = await condition()
      if (value) return value
      last = value
    } catch (thrown) {
      last = thrown
    }
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms for ${what}; last seen: ${String(last)}`)
    // Whoever asks by starting a program would else keep a processor busy, and make late what is waited for.
    await pause(Math.max(everyMs, 2 * (performance.now() - asked)))
  }
}
