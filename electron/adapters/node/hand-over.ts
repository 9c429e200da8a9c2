import type { Duplex } from 'node:stream'

/** Gives node:http the line that we open, in place of one of its own. */
export function handOver(opened: Promise<Duplex>, done: (trouble: Error | null, line: Duplex) => void): undefined {
  // Typed as if a failure came with a line too.
  opened.then((line) => done(null, line), done as (trouble: unknown) => void)
  return undefined
}
