import type { PowerMonitor } from 'electron'
import type { Clock, Wake } from '../../core/ports.ts'

/** Resume, unlock and the network's return come together; the refresher needs one of them. */
const SAME_HINT_MS = 1_000

/** The system's own word that the machine woke up or was unlocked, beside what can be seen from Node. */
export function electronWake(
  power: Pick<PowerMonitor, 'on' | 'off'>,
  seen: Wake,
  clock: Pick<Clock, 'monotonic'>,
): Wake {
  return {
    subscribe(listener, isWaiting) {
      let last = Number.NEGATIVE_INFINITY
      const hint = (): void => {
        if (clock.monotonic() - last < SAME_HINT_MS) return
        last = clock.monotonic()
        listener()
      }
      power.on('resume', hint)
      power.on('unlock-screen', hint)
      const cancel = seen.subscribe(hint, isWaiting)
      return () => {
        power.off('resume', hint)
        power.off('unlock-screen', hint)
        cancel()
      }
    },
  }
}
