/** What a host fills in where it serves the built page; apart from page-protocol.ts, since a window waits for it. */

/** Stands in the built index.html wherever this load's nonce belongs; the host puts a new one in each time it serves it. */
export const NONCE_PLACEHOLDER = '__EVERBEARER_NONCE__'

/** Stands in the built index.html where a host may put what is to be seen until the page's script has run. */
export const FIRST_FRAME_PLACEHOLDER = '<!--__EVERBEARER_FIRST_FRAME__-->'
