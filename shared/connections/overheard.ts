export type Overhearing<Told> = {
  /** Begins to buffer, for the request that is made now. */
  begin(): () => readonly Told[] | null
  heard(told: Told): void
}

/**
 * Buffers notices during a list request, to be replayed onto its result: an answer that was made before a notice, and
 * arrives after it, would overwrite it with something older. The function that `begin` returns ends the buffering and
 * gives what came meanwhile, or null when a later request has begun, whose answer is newer.
 */
export function createOverhearing<Told>(): Overhearing<Told> {
  let kept: Told[] | null = null
  return {
    begin() {
      const mine: Told[] = []
      kept = mine
      return () => {
        if (kept !== mine) return null
        kept = null
        return mine
      }
    },
    heard: (told) => void kept?.push(told),
  }
}
