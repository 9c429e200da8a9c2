import type { IncomingMessage } from 'node:http'

/** The whole body; null where it is longer than `limit` bytes. */
export async function textWithin(body: IncomingMessage, limit: number): Promise<string | null> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > limit) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
