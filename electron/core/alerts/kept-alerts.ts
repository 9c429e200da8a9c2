import { faultOf } from '../../../shared/fault.ts'
import type { Connections } from '../connections/connections.ts'
import type { Log } from '../log/log.ts'
import type { VaultBackend } from '../ports.ts'
import { ALERTS_KEY, type AlertDocument, NO_ALERTS, readAlerts, writeAlerts } from './alert-document.ts'

type Make = (before: AlertDocument) => AlertDocument
type Known = { readonly vault: VaultBackend; readonly kept: AlertDocument }

/** The document as it was last read or written. */
export type KeptAlerts = ReturnType<typeof createKeptAlerts>

export type KeptAlertsContext = {
  readonly connections: Pick<Connections, 'vault' | 'inTurn'>
  readonly open: () => Promise<void>
  readonly log: Log
}

export function createKeptAlerts({ connections, open, log }: KeptAlertsContext) {
  let known: Known | null = null

  async function read(): Promise<Known> {
    const vault = connections.vault()
    // Moved to another vault it is the same document.
    if (known?.vault !== vault) known = { vault, kept: await readAlerts(vault) }
    return known
  }

  async function readOnce(): Promise<void> {
    if (known?.vault !== connections.vault()) await connections.inTurn(ALERTS_KEY, read)
  }

  return {
    /** Nothing until it has been read. */
    now: (): AlertDocument => known?.kept ?? NO_ALERTS,
    /** Reads it where that has not been done, of a vault that is open. Raises the vault's fault. */
    read: readOnce,
    /** The same, and opens the vault where that has not been done. */
    async ready(): Promise<void> {
      await open()
      await readOnce()
    },
    /** What a person sets: written before it counts. Raises the vault's fault. */
    async change(make: Make): Promise<void> {
      await open()
      await connections.inTurn(ALERTS_KEY, async () => {
        const { vault, kept } = await read()
        const next = make(kept)
        await writeAlerts(vault, next)
        known = { vault, kept: next }
      })
    },
    /** What has been told: it counts also where it cannot be written, since to tell it again and again would be worse. */
    note: (make: Make): Promise<void> =>
      connections.inTurn(ALERTS_KEY, async () => {
        try {
          const { vault, kept } = await read()
          const next = make(kept)
          known = { vault, kept: next }
          await writeAlerts(vault, next)
        } catch (thrown) {
          log.write('warn', 'alerts', { fault: faultOf(thrown).code })
        }
      }),
  }
}
