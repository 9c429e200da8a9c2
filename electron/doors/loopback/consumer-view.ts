import type { ConnectionView } from '../../../shared/connections/view.ts'
import { type Fault, fault } from '../../../shared/fault.ts'

/**
 * Of a connection what a program with a key needs to make its calls: where, as whom, until when, and how it stands. What
 * people wrote to each other, how its calls travel, what is known of its secrets and what servers said stays here; such a
 * program may be in a container, or on another computer.
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

/** Its sentence may quote a server, or name a proxy. */
function codeAlone(trouble: Fault | null, { name }: ConnectionView): Fault | null {
  return trouble && fault(trouble.code, { name })
}
