import type { Connection } from '../../../shared/connections/connection.ts'
import type { Secret } from '../../../shared/secret.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { CrafterServer } from './crafter-server.ts'

/** The connection whose token asks, and the server that it asks. */
export type Place = {
  readonly record: ConnectionRecord
  readonly connection: Connection
  readonly own: Secret
  readonly server: CrafterServer
}
