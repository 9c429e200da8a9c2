/**
 * Stands in the build for the package of that name, which electron-store brings along to remove half-written files when a
 * program ends. It listens for every signal that ends one, in the place of Electron's own listeners, and would let SIGTERM
 * end the desktop in the middle of a renewal. Nothing is lost: the one file we write through it is written at one go.
 */
// biome-ignore lint/style/noDefaultExport: as the package does
export default function whenExit(_run: () => void): () => void {
  return () => {}
}
