/** Where the loopback page and its door meet, apart from what they say there (page-protocol.ts): the page needs no schema to begin. */

/** Sent with every request but the first: no cookie, since cookies are shared across ports (docs/decisions.md 17). */
export const PAGE_KEY_HEADER = 'x-everbearer-key'

/** The address that a person opens ends in `#ticket=...`; what stands after the number sign is never sent to a server. */
export const TICKET_IN_ADDRESS = 'ticket'

export const PAGE_PATHS = {
  /** POST `ticketSchema` -> Reply<PageKeyGiven>; a ticket counts once and for a minute. */
  ticket: '/api/ticket',
  /**
   * POST `{}` -> Reply<ShownAgain>, without a key: the host opens the page anew in the person's browser, with a ticket of
   * its own that the page which asked never sees.
   */
  again: '/api/again',
  /** POST `{}` -> Reply<DemoStarted>; only where the host can. */
  demo: '/api/demo',
  /** POST `{ name, handle? }` -> Reply<{}>; only where the host can, and once a person outside of the page has said yes. */
  copyToken: '/api/copy-token',
} as const
