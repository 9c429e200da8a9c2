/**
 * What can be set on the DRAW server for tests while it runs, and the weather that it can make. Section numbers are those
 * of docs/systems/draw.md.
 */

export type DrawSettings = {
  /** Section 1: 30 days and 1 year by default. */
  readonly accessLifeSeconds: number
  readonly refreshLifeSeconds: number
  /** A renewal ends the access tokens before it, as django-oauth-toolkit and Doorkeeper have it. */
  readonly endOlder: boolean
  /** For this long after it was spent, a refresh token is answered once more, as forgiving servers do. */
  readonly graceMs: number
  /** How far the server's clock is ahead of this machine's: Date header, iat and exp move with it. */
  readonly clockOffsetMs: number
}

const DAY = 24 * 60 * 60

export const DRAW_DEFAULTS: DrawSettings = {
  accessLifeSeconds: 30 * DAY,
  refreshLifeSeconds: 365 * DAY,
  endOlder: false,
  graceMs: 0,
  clockOffsetMs: 0,
}

/** What happens to one renewal. */
export type Weather =
  | { readonly kind: 'fair' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** The server has renewed, and answers once this has come. */
  | { readonly kind: 'held'; readonly until: Promise<unknown> }
  /** The request is read and never answered; with `acts` the server has renewed all the same. */
  | { readonly kind: 'stall'; readonly acts?: true }
  /** 503, 429 or any other status that is no answer; `retryAfter` is the header as it is sent. */
  | { readonly kind: 'busy'; readonly status?: number; readonly retryAfter?: string }
  /** A captive portal: status 200 and a page. */
  | { readonly kind: 'portal' }
  | { readonly kind: 'broken-json' }
  | { readonly kind: 'no-access-token' }
  /** The connection is cut before anything was done. */
  | { readonly kind: 'cut' }
  /** The server renews, then the connection is cut: nobody sees the reply. */
  | { readonly kind: 'lose-reply' }
  /** The same, in the middle of the body. */
  | { readonly kind: 'lose-half' }
