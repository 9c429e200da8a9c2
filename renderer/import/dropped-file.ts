/** A file that was let go over the window waits here for the import page, which may have to come onto the screen first. */
let waiting: Uint8Array | null = null
const listeners = new Set<() => void>()

export function handOver(content: Uint8Array): void {
  waiting = content
  for (const listener of listeners) listener()
}

/** Takes it away: it may hold secrets, and nobody else has a use for it. */
export function takeDropped(): Uint8Array | null {
  const taken = waiting
  waiting = null
  return taken
}

export function watchDropped(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
