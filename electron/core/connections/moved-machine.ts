import { type Connection, generationOf } from '../../../shared/connections/connection.ts'
import { fault } from '../../../shared/fault.ts'
import type { Machine } from '../ports.ts'

/**
 * A document saved on another machine (a roaming profile, a copied folder) is not renewed from here: both would
 * spend the same refresh token. The mark is ours alone and vanishes where the document is at home.
 */
export function markMovedMachine(connection: Connection, machine: Machine): Connection {
  const marked = connection.refused?.fault.code === 'moved_machine'
  if (connection.machine === machine.id) return marked ? { ...connection, refused: null } : connection
  const generation = generationOf(connection)
  return {
    ...connection,
    refused: { generation, at: connection.createdAt, fault: fault('moved_machine', { name: connection.name }) },
  }
}

/** The person says that it belongs here from now on: it is renewed here, and nowhere else. */
export function atHome(connection: Connection, machine: Machine): Connection {
  return markMovedMachine({ ...connection, machine: machine.id }, machine)
}
