import type { ConnectionView } from '../../../shared/connections/view.ts'
import { type Fault, fault } from '../../../shared/fault.ts'

/**
 * The part of a connection's view that a program with a key needs: base URL, client ID, expiry and state. Notes, network
 * settings, facts about secrets and servers' messages are left out, since the program may be in a container or on another
 * computer.
 */
export function consumerView(view: ConnectionView): ConnectionView {
  const { earlierRefreshTokenSince, reserveRefreshTokenSince, undo, managed, ...seen } = view
  const { lastRefresh } = view
  return {
    ...seen,
    tags: [],
    note: '',
    urls: {},
    own: {},
    boundTo: [],
    edition: '',
    secretsEntered: 0,
    refreshExpiresAt: null,
    lastRefresh: lastRefresh && { ...lastRefresh, fault: codeAlone(lastRefresh.fault, view) },
    fault: codeAlone(view.fault, view),
    validated: null,
    secrets: {},
    learned: {},
    network: null,
  }
}

/** Without parameters, which may quote a server or name a proxy. */
function codeAlone(trouble: Fault | null, { name }: ConnectionView): Fault | null {
  return trouble && fault(trouble.code, { name })
}
