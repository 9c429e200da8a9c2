/** A connection that carries text, as one end of it sees it: what a door needs of a socket, and no more. */
export type Wire = {
  write(text: string): void
  /** Bytes that were written and not yet taken by the other side. */
  waiting(): number
  /** Reads no further until `resume`. */
  pause(): void
  resume(): void
  /** Says no more once everything is written; the other side may still speak. */
  end(): void
  /** Cuts the connection. */
  destroy(): void
}

/** What comes in on a wire. */
export type WireEvents = {
  /** Text in pieces of any size, never cut inside a letter. */
  text(piece: string): void
  /** The other side says no more, and may still listen. */
  ended(): void
  /** The connection is gone. Called once, and last. */
  closed(): void
  /** What was waiting has been taken. */
  drained(): void
}
