import type { Bridge, Notice } from '../../../shared/api/contract/contract.ts'
import { faultOf, raise } from '../../../shared/fault.ts'

/**
 * The connection that a command was told by its name, for as long as the command runs: through a rename it stays the same,
 * also where another one has the old name by then. Once it is gone, one of its last name takes its place.
 */
export function followedConnection(bridge: Bridge, told: string) {
  let name = told
  let id: string | null = null
  let isGone = false

  return {
    /** What it is called now. Raises no_such_connection. */
    async name(): Promise<string> {
      const found = await bridge.call('connections.get', { name }).catch(absent)
      const isOther = found === null || (id !== null && found.id !== id)
      const renamed = isOther ? (await bridge.call('connections.list', {})).find((view) => view.id === id) : undefined
      const now = renamed ?? found
      isGone = now === null
      if (now === null) raise('no_such_connection', { name })
      id = now.id
      name = now.name
      return name
    },
    /** Whether this may have changed its token or its name, or taken or brought back the connection. */
    isAbout(notice: Notice): boolean {
      if (notice.notice === 'token.replaced') return notice.name === name
      if (notice.notice === 'connection.removed') return notice.id === id
      if (notice.notice !== 'connection.changed') return false
      const { view } = notice
      return isGone ? view.id === id || view.name === name : (view.id === id) !== (view.name === name)
    },
  }
}

function absent(thrown: unknown): null {
  if (faultOf(thrown).code !== 'no_such_connection') throw thrown
  return null
}
