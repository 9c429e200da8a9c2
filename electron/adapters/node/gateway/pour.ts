import type { Readable, Writable } from 'node:stream'

/**
 * All of one side into the other, with the pace of the slower one. As `pipe`, but the memory of what has been written is
 * given back at once: a gibibyte comes in pieces of 64 KiB outside of the heap, and by their weight alone the collector
 * would walk through all of the keeper every few hundred of them.
 */
export function pour(from: Readable, into: Writable): void {
  from.on('data', (piece: Buffer) => {
    // Where writing failed, somebody may still be at it.
    if (!into.write(piece, (thrown) => (thrown ? undefined : giveBack(piece)))) from.pause()
  })
  from.once('end', () => into.end())
  into.on('drain', () => void from.resume())
}

/** Ends the memory of a piece that nobody looks at any more; one that shares it with others stays as it is. */
export function giveBack({ buffer, byteLength }: Buffer): void {
  const isOwn = byteLength >= OWN_BYTES && buffer.byteLength === byteLength
  // Electron's older runtimes have no such thing; there the collector does it.
  if (isOwn && buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0)
}

/** Node cuts smaller ones out of a pool. */
const OWN_BYTES = 16_384
