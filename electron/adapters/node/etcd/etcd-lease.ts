import { faultOf } from '../../../../shared/fault.ts'
import type { StoreLease } from '../../../core/fleet/shared-store.ts'
import type { Clock } from '../../../core/ports.ts'
import type { Gateway } from './gateway.ts'
import { grantSchema, keepAliveSchema, parseAnswer } from './wire.ts'

/** etcd's own minimum is at least two seconds, by its election time-out; the TTL it grants is what counts. */
const LEAST_SECONDS = 1

/**
 * A lease that is kept alive at a third of its TTL. It counts as lost when etcd no longer knows it, or has not confirmed it
 * for a whole TTL; after a suspend the next keep-alive finds that out. A member has only a third of the TTL to answer, so
 * that another can still be asked.
 */
export async function openLease(gateway: Gateway, clock: Clock, ttlMs: number): Promise<StoreLease> {
  const seconds = Math.max(LEAST_SECONDS, Math.ceil(ttlMs / 1_000))
  let confirmedAt = clock.monotonic()
  const { ID: id, TTL } = parseAnswer(grantSchema, await gateway.change('/v3/lease/grant', { TTL: String(seconds) }))
  const ttlGrantedMs = TTL * 1_000
  const { promise: lost, resolve: resolveLost } = Promise.withResolvers<void>()
  let ended = false
  const everyMs = ttlGrantedMs / 3
  let cancel = clock.after(everyMs, () => void keepAlive())

  async function keepAlive(): Promise<void> {
    const askedAt = clock.monotonic()
    try {
      const text = await gateway.ask('/v3/lease/keepalive', { ID: id }, everyMs)
      if (parseAnswer(keepAliveSchema, text).result.TTL > 0) confirmedAt = askedAt
      else markLost()
    } catch (thrown) {
      if (faultOf(thrown).code === 'bug') throw thrown
    }
    if (clock.monotonic() - confirmedAt >= ttlGrantedMs) markLost()
    if (!ended) cancel = clock.after(everyMs, () => void keepAlive())
  }

  function markLost(): void {
    if (!ended) resolveLost()
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
        // It has expired in the meantime.
        if (faultOf(thrown).params['detail'] !== 'no_lease') throw thrown
      })
    },
  }
}
