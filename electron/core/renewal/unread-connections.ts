import { faultOf } from '../../../shared/fault.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import { isVaultShut } from '../vault/shut-vault.ts'

export type UnreadConnectionsContext = Pick<KeeperParts, 'log' | 'connections' | 'open'> & {
  readonly isRunning: () => boolean
  /** Told after each one, whether it could be read or not. */
  readonly tried: (record: ConnectionRecord) => void
}

/**
 * Reads what has not been read yet, one after another, so that a caller's own read is never far behind in the queue. Never
 * rejects: what a shut vault keeps back is read when this is called again.
 */
export function unreadConnections(context: UnreadConnectionsContext): () => Promise<void> {
  const { log, connections, open, isRunning, tried } = context
  let loading = false

  async function loadOne(record: ConnectionRecord): Promise<boolean> {
    try {
      await connections.load(record)
      return true
    } catch (thrown) {
      return !isVaultShut(faultOf(thrown))
    } finally {
      tried(record)
    }
  }

  return async () => {
    if (loading) return
    loading = true
    try {
      if (!connections.isOpen()) await open()
      for (const record of connections.unread()) {
        if (record.gone || !isRunning()) continue
        if (!(await loadOne(record))) break
      }
    } catch (thrown) {
      // The vault is shut: the next tick looks again.
      log.write('debug', 'vault_shut', { fault: faultOf(thrown).code })
    } finally {
      loading = false
    }
  }
}
