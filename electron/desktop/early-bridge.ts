import type { Cancel } from '../core/ports.ts'
import type { HostBridge } from '../hosting/open-bridge.ts'

/**
 * A bridge that can be used while its keeper is still being found, and its vault opened: calls wait, and raise what hindered
 * the opening.
 */
export function earlyBridge(opening: Promise<HostBridge>): HostBridge {
  let opened: HostBridge | null = null
  opening.then(
    (bridge) => {
      opened = bridge
    },
    // The caller that opened it reports the failure.
    () => {},
  )

  return {
    call: async (name, input) => (await opening).call(name, input),
    subscribe: (listener) => onceOpen(opening, (bridge) => bridge.subscribe(listener)),
    watchKeeper: (listener) => onceOpen(opening, (bridge) => bridge.watchKeeper(listener)),
    async close() {
      // Nothing is in flight before it is open, and an old keeper may take minutes to hand over.
      await opened?.close()
    },
  }
}

function onceOpen(opening: Promise<HostBridge>, begin: (bridge: HostBridge) => Cancel): Cancel {
  let cancelled = false
  let cancel: Cancel = () => {}
  opening.then(
    (bridge) => {
      if (!cancelled) cancel = begin(bridge)
    },
    () => {},
  )
  return () => {
    cancelled = true
    cancel()
  }
}
