/** Kept at load time, so that a test which fakes timers cannot make `settle` wait for ever. */
const immediate = setImmediate

/** Turns of the event loop that one `settle` waits for: enough for promise chains, next ticks and chained immediates. */
const TURNS = 3

/**
 * Lets everything settle that needs no time and no outside reply: each turn of the event loop drains all promise
 * callbacks first. Work that waits for a file, a thread or a socket is not covered: use `until` for that.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise<void>((resolve) => immediate(resolve))
}
