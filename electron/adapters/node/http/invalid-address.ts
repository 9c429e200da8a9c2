import type { HttpFailure } from '../../../../shared/http.ts'

/** An address that the platform does not take (`https://256.1.1.1/`), from a file or a server, leads to no host at all. `at` in UTC ms. */
export function invalidAddress(at: number): HttpFailure {
  return {
    kind: 'failure',
    trouble: 'unknown_host',
    sent: false,
    detail: 'ERR_INVALID_URL',
    sentAt: at,
    receivedAt: at,
  }
}
