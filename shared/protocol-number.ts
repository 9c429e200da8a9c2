/** The local socket's language (protocol.ts), apart from its schemas so that the fast path of `token` need not load them. */
export const PROTOCOL = 2
