import { faultOf } from '../../../shared/fault.ts'
import type { Connections } from '../connections/connections.ts'
import type { Log } from '../log/log.ts'
import type { VaultBackend } from '../ports.ts'
import { ALERTS_KEY, type AlertDocument, NO_ALERTS, readAlerts, writeAlerts } from './alert-document.ts'

type Change = (before: AlertDocument) => AlertDocument
type Known = { readonly vault: VaultBackend; readonly document: AlertDocument }

/** The document as it was last read or written. */
export type StoredAlerts = ReturnType<typeof createStoredAlerts>

export type StoredAlertsContext = {
  readonly connections: Pick<Connections, 'vault' | 'inTurn'>
  readonly open: () => Promise<void>
  readonly log: Log
}

export function createStoredAlerts({ connections, open, log }: StoredAlertsContext) {
  let known: Known | null = null

  async function read(): Promise<Known> {
    const vault = connections.vault()
    // After a move to another vault the document is read from there.
    if (known?.vault !== vault) known = { vault, document: await readAlerts(vault) }
    return known
  }

  async function readOnce(): Promise<void> {
    if (known?.vault !== connections.vault()) await connections.inTurn(ALERTS_KEY, read)
  }

  return {
    /** Nothing until it has been read. */
    now: (): AlertDocument => known?.document ?? NO_ALERTS,
    /** Reads it where that has not been done, of a vault that is open. Raises the vault's fault. */
    read: readOnce,
    /** The same, and opens the vault where that has not been done. */
    async ready(): Promise<void> {
      await open()
      await readOnce()
    },
    /** What a person sets: written before it counts. Raises the vault's fault. */
    async change(change: Change): Promise<void> {
      await open()
      await connections.inTurn(ALERTS_KEY, async () => {
        const { vault, document } = await read()
        const next = change(document)
        await writeAlerts(vault, next)
        known = { vault, document: next }
      })
    },
    /** What has been told: it counts also where it cannot be written, since to tell it again and again would be worse. */
    note: (change: Change): Promise<void> =>
      connections.inTurn(ALERTS_KEY, async () => {
        try {
          const { vault, document } = await read()
          const next = change(document)
          known = { vault, document: next }
          await writeAlerts(vault, next)
        } catch (thrown) {
          log.write('warn', 'alerts', { fault: faultOf(thrown).code })
        }
      }),
  }
}
