import type { HttpTrouble } from '../../../../shared/http.ts'

/** What went wrong before any byte of a request could leave: the caller may simply ask again. */
export class DialError extends Error {
  readonly trouble: HttpTrouble
  /** System error code; never free text. */
  readonly detail: string

  constructor(trouble: HttpTrouble, detail: string) {
    super(detail)
    this.name = 'DialError'
    this.trouble = trouble
    this.detail = detail
  }
}

const BEFORE_SENDING: Readonly<Record<string, HttpTrouble>> = {
  ENOTFOUND: 'unknown_host',
  // The resolver itself cannot be reached: that says nothing about the host.
  EAI_AGAIN: 'offline',
  EAI_FAIL: 'offline',
  ENETUNREACH: 'offline',
  ENETDOWN: 'offline',
  EHOSTUNREACH: 'offline',
  EHOSTDOWN: 'offline',
  EADDRNOTAVAIL: 'offline',
  ETIMEDOUT: 'timed_out',
}

/** Error codes of certificate checks: Node's documentation, "X509 certificate error codes". */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_|ERROR_IN_C|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/

/** A handshake that failed for good: the server speaks no TLS (plain http on that port), or none that we accept. */
const HANDSHAKE = /^(EPROTO|ERR_SSL_|ERR_TLS_)/

/** The trouble behind a system error while connecting. Refused, reset and everything unknown look the same from here. */
export function dialTrouble(code: string): HttpTrouble {
  if (CERTIFICATE.test(code) || HANDSHAKE.test(code)) return 'certificate'
  return BEFORE_SENDING[code] ?? 'connection_refused'
}

/** The trouble behind an error after the request may have left. */
export function exchangeTrouble(code: string): HttpTrouble {
  return code === 'HPE_HEADER_OVERFLOW' ? 'reply_too_large' : 'reply_lost'
}
