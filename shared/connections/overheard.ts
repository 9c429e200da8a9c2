export type Overhearing<Told> = {
  /** Begins to keep what is told, for the question that is asked now. The returned function ends that: see below. */
  begin(): () => readonly Told[] | null
  heard(told: Told): void
}

/**
 * Keeps what is told while a question is under way. Its reply may have left before what arrived ahead of it, and must not
 * wipe that out again: so it is heard once more on top of the reply. The function that `begin` returns gives what was
 * told meanwhile, or null when a later question has begun, whose reply is newer.
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
