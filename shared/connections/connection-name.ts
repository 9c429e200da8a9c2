/**
 * What a connection may be called: short enough for every keychain and file system; no dots, since files and addresses
 * give them meaning. Apart from the document, for whoever must start small.
 */
export const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/
