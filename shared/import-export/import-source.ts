/** The kinds of file, in the order in which they are tried. */
export const IMPORT_SOURCES = ['everbearer', 'draw-client', 'postman', 'kubeconfig', 'env'] as const
export type ImportSource = (typeof IMPORT_SOURCES)[number]

/** Of one call, and so of one connection: what a door takes at once is bounded. A longer file is sent in parts (import-in-parts.ts). */
export const IMPORT_LIMIT = 256 * 1_024

/**
 * Of a sealed file, which only the keeper can open, so that it is sent whole: some thousand connections, and within what a
 * door takes even with its line ends escaped in JSON. `export` makes no longer one.
 */
export const SEALED_LIMIT = 768 * 1_024

/**
 * Of what a keeper itself reads line by line, in letters: some tenths of a second for the worst YAML. A longer file is read
 * by whoever sends it (import-in-parts.ts).
 */
export const LINES_LIMIT = 16 * 1_024

/** Of a whole file, in bytes: a site of some thousand connections. */
export const FILE_LIMIT = 16 * 1_048_576
