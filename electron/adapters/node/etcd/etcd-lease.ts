import { faultOf } from '../../../../shared/fault.ts'
import type { StoreLease } from '../../../core/fleet/shared-store.ts'
import type { Clock } from '../../../core/ports.ts'
import type { Gateway } from './gateway.ts'
import { grantSchema, keepAliveSchema, understood } from './wire.ts'

/** The engine's own least is two seconds and more, by its election time-out; what it granted is what counts. */
const LEAST_SECONDS = 1

/**
 * A lease that is kept alive at a third of its time. It counts as lost when the engine does not know it any more, or has
 * not said that it does for as long as it lasts; a machine that sleeps learns it when it asks after waking up. A member that
 * hangs has only a part of that time to answer, so that another can still be asked.
 */
export async function keptLease(gateway: Gateway, clock: Clock, ttlMs: number): Promise<StoreLease> {
  const seconds = Math.max(LEAST_SECONDS, Math.ceil(ttlMs / 1_000))
  let heardAt = clock.monotonic()
  const { ID: id, TTL } = understood(grantSchema, await gateway.change('/v3/lease/grant', { TTL: String(seconds) }))
  const lastsMs = TTL * 1_000
  const { promise: lost, resolve: tellLost } = Promise.withResolvers<void>()
  let ended = false
  const everyMs = lastsMs / 3
  let cancel = clock.after(everyMs, () => void keepAlive())

  async function keepAlive(): Promise<void> {
    const askedAt = clock.monotonic()
    try {
      const text = await gateway.ask('/v3/lease/keepalive', { ID: id }, everyMs)
      if (understood(keepAliveSchema, text).result.TTL > 0) heardAt = askedAt
      else over()
    } catch (thrown) {
      if (faultOf(thrown).code === 'bug') throw thrown
    }
    if (clock.monotonic() - heardAt >= lastsMs) over()
    if (!ended) cancel = clock.after(everyMs, () => void keepAlive())
  }

  function over(): void {
    if (!ended) tellLost()
    ended = true
  }

  return {
    id,
    lost,
    async end() {
      if (ended) return
      ended = true
      cancel()
      await gateway.change('/v3/lease/revoke', { ID: id }).catch((thrown: unknown) => {
        // It ended by itself in the meantime: what was wanted.
        if (faultOf(thrown).params['detail'] !== 'no_lease') throw thrown
      })
    },
  }
}
