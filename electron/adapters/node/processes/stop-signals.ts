import { constants } from 'node:os'
import type { Clock } from '../../../core/ports.ts'
import { isUnderNohup } from './under-nohup.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal that comes again this soon, in ms, is an echo or a nervous finger; later it is a person who insists. */
const ECHO_MS = 500

/**
 * Runs `stop` when somebody wants this process to end, so that it can finish in good order what it is doing. Whoever
 * asks again ends it at once. A hangup is passed over where `nohup` has started us.
 * Our listeners have to stay after the first signal: a package under electron-store (when-exit) answers every signal by sending
 * the same one once more, and with nobody listening that would kill us in the middle of a renewal.
 */
export function onStopSignal(stop: () => void, clock: Clock): void {
  let first: number | null = null
  const passedOver = isUnderNohup() ? 'SIGHUP' : null
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (signal === passedOver) return
      first ??= clock.monotonic()
      if (clock.monotonic() - first > ECHO_MS) process.exit(128 + constants.signals[signal])
      stop()
    })
  }
}
