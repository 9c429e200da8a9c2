import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Clock } from '../../../core/ports.ts'
import { pour } from './pour.ts'

/** What a call brings, and whether it can be sent once more. */
export type CallBody = {
  /** `small` is held here; `stream` passes by, and is gone once it has. */
  readonly kind: 'none' | 'small' | 'stream'
  sendInto(request: ClientRequest): void
}

/** A form, a query in JSON; whatever is larger is worth more than a second try. */
const SMALL_BYTES = 65_536
/** Nobody needs longer for so little, but one who only wants to be waited for. */
const SMALL_WITHIN_MS = 30_000

/** A small one once it is there; null where its sender is gone before that. */
export function bodyOf(incoming: IncomingMessage, clock: Pick<Clock, 'after'>): CallBody | Promise<CallBody | null> {
  const length = Number(incoming.headers['content-length'] ?? 0)
  const isChunked = incoming.headers['transfer-encoding'] !== undefined
  if (length === 0 && !isChunked) return NO_BODY
  if (isChunked || length > SMALL_BYTES) return { kind: 'stream', sendInto: (request) => pass(incoming, request) }
  return smallBody(incoming, clock)
}

const NO_BODY: CallBody = { kind: 'none', sendInto: (request) => void request.end() }

async function smallBody(incoming: IncomingMessage, clock: Pick<Clock, 'after'>): Promise<CallBody | null> {
  const parts: Buffer[] = []
  const cancel = clock.after(SMALL_WITHIN_MS, () => incoming.destroy())
  try {
    for await (const part of incoming) parts.push(part as Buffer)
  } catch {
    return null
  } finally {
    cancel()
  }
  const whole = Buffer.concat(parts)
  return { kind: 'small', sendInto: (request) => void request.end(whole) }
}

/** With the pace of the slower side. Who leaves in the midst of it must not look as if it had been all. */
function pass(incoming: IncomingMessage, request: ClientRequest): void {
  pour(incoming, request)
  incoming.once('close', () => {
    if (!incoming.complete) request.destroy()
  })
}
