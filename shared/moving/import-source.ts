/** Which kind of file it was, in the order in which they are tried. */
export const IMPORT_SOURCES = ['everbearer', 'draw-client', 'postman', 'kubeconfig', 'env'] as const
export type ImportSource = (typeof IMPORT_SOURCES)[number]

/** A file of several connections takes some kilobytes; its line on the socket may not be longer than a megabyte. */
export const IMPORT_LIMIT = 256 * 1_024
