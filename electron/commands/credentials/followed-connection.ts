import type { Bridge, Notice } from '../../../shared/api/contract/contract.ts'
import { faultOf, raise } from '../../../shared/fault.ts'

/**
 * Follows a connection for as long as a command runs: by its id through renames, even where another one takes the old
 * name. Once it has been removed, a new one with its last name takes its place.
 */
export function followedConnection(bridge: Bridge, initialName: string) {
  let name = initialName
  let id: string | null = null
  let isGone = false

  return {
    /** What it is called now. Raises no_such_connection. */
    async name(): Promise<string> {
      const found = await bridge.call('connections.get', { name }).catch(nullIfAbsent)
      const isOther = found === null || (id !== null && found.id !== id)
      const renamed = isOther ? (await bridge.call('connections.list', {})).find((view) => view.id === id) : undefined
      const now = renamed ?? found
      isGone = now === null
      if (now === null) raise('no_such_connection', { name })
      id = now.id
      name = now.name
      return name
    },
    /** Whether the notice may have changed its token or name, removed the connection or brought it back. */
    isAbout(notice: Notice): boolean {
      if (notice.notice === 'token.replaced') return notice.name === name
      if (notice.notice === 'connection.removed') return notice.id === id
      if (notice.notice !== 'connection.changed') return false
      const { view } = notice
      return isGone ? view.id === id || view.name === name : (view.id === id) !== (view.name === name)
    },
  }
}

function nullIfAbsent(thrown: unknown): null {
  if (faultOf(thrown).code !== 'no_such_connection') throw thrown
  return null
}
