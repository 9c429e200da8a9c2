import type { Fault, FaultCode } from '../../../../shared/fault.ts'
import type { Cancel, Clock } from '../../ports.ts'

const AGAIN_AFTER_MS = 3_600_000
/** An older state that was repaired is no trouble any more, but somebody has to look at the rest: shown for this long. */
const WENT_BACK_SEEN_MS = 24 * 3_600_000

/** The same trouble comes with each document; it is told once, and again if it goes on. */
export type SaidOnce = {
  say(trouble: Fault): void
  /** As far as anybody knows it is over. */
  over(): void
  last(): Fault | null
  /** What was said so far, and what comes. */
  subscribe(heard: (trouble: Fault) => void): Cancel
}

export function saidOnce(clock: Pick<Clock, 'monotonic'>, told: (trouble: Fault) => void): SaidOnce {
  const said = new Map<FaultCode, { readonly trouble: Fault; readonly at: number }>()
  const listeners = new Set<(trouble: Fault) => void>()
  let last: Fault | null = null

  return {
    say(trouble) {
      last = trouble
      const before = said.get(trouble.code)
      const now = clock.monotonic()
      if (before !== undefined && now - before.at < AGAIN_AFTER_MS) return
      said.set(trouble.code, { trouble, at: now })
      told(trouble)
      for (const heard of listeners) heard(trouble)
    },
    over() {
      const { at = 0 } = said.get('store_went_back') ?? {}
      if (last?.code !== 'store_went_back' || clock.monotonic() - at >= WENT_BACK_SEEN_MS) last = null
    },
    last: () => last,
    subscribe(heard) {
      for (const { trouble } of said.values()) heard(trouble)
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
  }
}
