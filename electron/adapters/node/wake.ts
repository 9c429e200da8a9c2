import { networkInterfaces } from 'node:os'
import type { Cancel, Clock, Wake } from '../../core/ports.ts'

/**
 * Node is told of neither resume nor network; looking is the only way. Every 5 s costs some 50 microseconds, and only
 * while someone listens; the core's own 30 s ceiling is the net below.
 */
const LOOK_EVERY_MS = 5_000
/**
 * Where the system itself tells of resume and unlock (Electron), only the network is left to be looked for. That matters to
 * whoever has backed off, and then the usual looks go on; the first minute after a failure is covered by its quick retries.
 */
export const CALM_LOOK_MS = 60_000

/** Clocks drift by far less in one look; anything beyond is a suspend or someone who set the clock. */
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
    // Some sandboxes forbid the look. Then there are fewer hints, which is all that a hint may be.
    return {}
  }
}

/** Hints that time or network may have changed: the clocks moved apart, addresses changed, or the process was let go on. */
export function nodeWake(clock: Clock, network: () => string = networkNow, calmMs = LOOK_EVERY_MS): Wake {
  const listeners = new Map<() => void, () => boolean>()
  let stop: Cancel = () => {}

  function tell(): void {
    for (const listener of [...listeners.keys()]) listener()
  }

  function look(apart: number, addresses: string): void {
    const isWaiting = [...listeners.values()].some((waits) => waits())
    stop = clock.after(isWaiting ? LOOK_EVERY_MS : calmMs, () => {
      const [apartNow, addressesNow] = [clocksApart(clock), network()]
      look(apartNow, addressesNow)
      if (Math.abs(apartNow - apart) > JUMP_MS || addressesNow !== addresses) tell()
    })
  }

  function begin(): void {
    look(clocksApart(clock), network())
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

function clocksApart(clock: Clock): number {
  return clock.now() - clock.monotonic()
}
