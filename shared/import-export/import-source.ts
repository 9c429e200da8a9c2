/** Which kind of file it was, in the order in which they are tried. */
export const IMPORT_SOURCES = ['everbearer', 'draw-client', 'postman', 'kubeconfig', 'env'] as const
export type ImportSource = (typeof IMPORT_SOURCES)[number]

/** Of one call, and so of one connection: what a door takes at once is bounded. A longer file goes through in parts (import-run.ts). */
export const IMPORT_LIMIT = 256 * 1_024

/**
 * Of a sealed file, which only the keeper can take apart: some thousand connections, and within what a door takes once its
 * line ends are written as JSON has them. `export` makes no longer one.
 */
export const SEALED_LIMIT = 768 * 1_024

/**
 * Of what a keeper itself reads line by line, in letters: some tenths of a second for the worst YAML. Whoever has a longer
 * file reads it before (import-run.ts).
 */
export const LINES_LIMIT = 16 * 1_024

/** Of a whole file, in bytes: a site of some thousand connections. */
export const FILE_LIMIT = 16 * 1_048_576
