import { constants } from 'node:os'
import type { Clock } from '../../../core/ports.ts'
import { isUnderNohup } from './under-nohup.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** In ms. A signal repeated within this time is an echo or a double press; later it means "end at once". */
const ECHO_MS = 500

/**
 * Runs `stop` at the first signal, so that work in flight is finished; a second one ends the process at once. SIGHUP is
 * ignored under `nohup`.
 * Our listeners have to stay after the first signal: a package under electron-store (when-exit) answers every signal by sending
 * the same one once more, and with nobody listening that would kill us in the middle of a renewal.
 */
export function onStopSignal(stop: () => void, clock: Clock): void {
  let first: number | null = null
  const ignored = isUnderNohup() ? 'SIGHUP' : null
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (signal === ignored) return
      first ??= clock.monotonic()
      if (clock.monotonic() - first > ECHO_MS) process.exit(128 + constants.signals[signal])
      stop()
    })
  }
}
