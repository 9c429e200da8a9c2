/** A ConnectionView as the keeper gives it, for tests of what is made of views; any part can be replaced. */
import type { ConnectionView } from '../../shared/connections/view.ts'

export function viewWith(changes: Partial<ConnectionView> = {}): ConnectionView {
  const present = { present: true, since: null, validUntil: null, fingerprint: null }
  return {
    revision: 1,
    id: changes.name ?? 'id',
    name: 'draw-ward-3',
    system: 'draw',
    tags: [],
    note: '',
    baseUrl: 'https://draw.example/',
    clientId: 'Institute A',
    maxRetries: 3,
    endpoints: {},
    urls: {},
    boundTo: [],
    edition: 'first',
    own: {},
    state: 'valid',
    issuedAt: null,
    expiresAt: null,
    expirySource: 'none',
    handsOut: 'access',
    network: null,
    refreshAt: null,
    refreshExpiresAt: null,
    renewal: 'refresh',
    renewable: true,
    endsOlderSince: null,
    signIn: null,
    generation: 1,
    lastRefresh: null,
    fault: null,
    validated: null,
    learned: {},
    cutOff: false,
    pausedAt: null,
    clockOffset: null,
    secrets: { accessToken: present, refreshToken: present },
    ...changes,
  }
}
