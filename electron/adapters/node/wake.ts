import { networkInterfaces } from 'node:os'
import type { Cancel, Clock, Wake } from '../../core/ports.ts'

/**
 * Node has no event for resume or network changes, so poll: some 50 microseconds every 5 s, and only while someone listens.
 * The core's own 30 s ceiling covers what this misses.
 */
const CHECK_EVERY_MS = 5_000
/**
 * Where events tell of resume and unlock (Electron), only the network has to be polled. That matters only to a renewal that
 * has backed off, and then CHECK_EVERY_MS applies; the first minute after a failure is covered by its quick retries.
 */
export const NETWORK_CHECK_MS = 60_000

/** Clocks drift by far less between two checks; anything beyond is a suspend or someone who set the clock. */
const JUMP_MS = 2_000

/** The addresses that lead out of this machine, as one text to compare. */
export function networkNow(): string {
  const addresses = Object.entries(interfaces()).flatMap(([name, found]) =>
    (found ?? []).filter((one) => !one.internal).map((one) => `${name} ${one.cidr ?? one.address}`),
  )
  return addresses.sort().join('\n')
}

function interfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces()
  } catch {
    // Some sandboxes forbid this. Hints are optional.
    return {}
  }
}

/** Hints that time or network may have changed: the clocks diverged, addresses changed, or SIGCONT arrived. */
export function nodeWake(clock: Clock, network: () => string = networkNow, idleCheckMs = CHECK_EVERY_MS): Wake {
  const listeners = new Map<() => void, () => boolean>()
  let stop: Cancel = () => {}

  function tell(): void {
    for (const listener of [...listeners.keys()]) listener()
  }

  function scheduleCheck(clockGap: number, addresses: string): void {
    const isWaiting = [...listeners.values()].some((waits) => waits())
    stop = clock.after(isWaiting ? CHECK_EVERY_MS : idleCheckMs, () => {
      const [clockGapNow, addressesNow] = [readClockGap(clock), network()]
      scheduleCheck(clockGapNow, addressesNow)
      if (Math.abs(clockGapNow - clockGap) > JUMP_MS || addressesNow !== addresses) tell()
    })
  }

  function begin(): void {
    scheduleCheck(readClockGap(clock), network())
    process.on('SIGCONT', tell)
  }

  function end(): void {
    stop()
    process.removeListener('SIGCONT', tell)
  }

  return {
    subscribe(listener, isWaiting = () => false) {
      // Wrapped, so that one function may be subscribed twice and cancelled once.
      const own = () => listener()
      listeners.set(own, isWaiting)
      if (listeners.size === 1) begin()
      return () => {
        if (listeners.delete(own) && listeners.size === 0) end()
      }
    },
  }
}

function readClockGap(clock: Clock): number {
  return clock.now() - clock.monotonic()
}
