import { type Fault, fault } from '../../shared/fault.ts'
import { FILE_LIMIT } from '../../shared/import-export/import-source.ts'

/** A file's bytes, or why none are read. */
export type Given = Uint8Array | Fault

/** One that was let go over the window waits here for the import page, which may have to come onto the screen first. */
let waiting: Given | null = null
const listeners = new Set<() => void>()

/** Of what was chosen or let go together; a film that was let go by mistake is not read. Null where there is no file. */
export async function givenOf(files: Iterable<File>): Promise<Given | null> {
  const [file, ...others] = files
  if (file === undefined) return null
  if (others.length > 0) return fault('no_text_file', { why: 'several' })
  if (file.size > FILE_LIMIT) return fault('input_too_large', { limit: FILE_LIMIT, why: 'file' })
  // A folder looks like a file here, and cannot be read as one.
  return file.arrayBuffer().then(
    (content) => new Uint8Array(content),
    () => fault('no_text_file'),
  )
}

export function handOver(given: Given): void {
  waiting = given
  for (const listener of listeners) listener()
}

/** Takes it away: it may hold secrets, and nobody else has a use for it. */
export function takeDropped(): Given | null {
  const taken = waiting
  waiting = null
  return taken
}

export function watchDropped(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
