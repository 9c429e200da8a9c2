import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../../core/ports.ts'
import { pour } from './pour.ts'

/** What a call brings, and whether it can be sent once more. */
export type CallBody = {
  /** `small` is held here; `stream` passes by, and is gone once it has. */
  readonly kind: 'none' | 'small' | 'stream'
  /** Of a stream as long as its sender waits to hear whether it is wanted: the server is asked that first. */
  readonly canRepeat: boolean
  sendInto(request: ClientRequest): void
}

/** A form, a query in JSON; whatever is larger is worth more than a second try. */
const SMALL_BYTES = 65_536
/** A sender that needs longer for so little only wants to hold a place. */
const SMALL_WITHIN_MS = 30_000

/** A server that ignores `Expect` waits for the body; after this time it is sent without an answer. */
const CONTINUE_WITHIN_MS = 1_000

/** A small one once it is there; null where its sender is gone before that. */
export function bodyOf(
  incoming: IncomingMessage,
  outgoing: Pick<ServerResponse, 'writeContinue'>,
  clock: Pick<Clock, 'after'>,
): CallBody | Promise<CallBody | null> {
  const length = Number(incoming.headers['content-length'] ?? 0)
  const isChunked = incoming.headers['transfer-encoding'] !== undefined
  if (length === 0 && !isChunked) return NO_BODY
  const isStream = isChunked || length > SMALL_BYTES
  if (isStream && expectsContinue(incoming)) return bodyAfterContinue(incoming, outgoing, clock)
  if (isStream) return { kind: 'stream', canRepeat: false, sendInto: (request) => pipeInto(incoming, request) }
  if (expectsContinue(incoming)) outgoing.writeContinue()
  return smallBody(incoming, clock)
}

/** Its sender waits for a word before he sends it (RFC 9110 section 10.1.1); one of HTTP/1.0 knows of none. */
function expectsContinue({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion === '1.1' && /(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect ?? '')
}

/** What the server says first decides: where that is a no, nothing of it has been sent, and all of it can go along with the next token. */
function bodyAfterContinue(
  incoming: IncomingMessage,
  outgoing: Pick<ServerResponse, 'writeContinue'>,
  clock: Pick<Clock, 'after'>,
): CallBody {
  let hasBegun = false
  return {
    kind: 'stream',
    get canRepeat() {
      return !hasBegun
    },
    sendInto(request) {
      const begin = (): void => {
        if (hasBegun) return
        hasBegun = true
        outgoing.writeContinue()
        pipeInto(incoming, request)
      }
      const cancel = clock.after(CONTINUE_WITHIN_MS, begin)
      request.once('continue', begin)
      request.once('response', ({ statusCode = 0 }) => {
        cancel()
        // It has said yes without a word before.
        if (statusCode < 300) begin()
      })
      request.once('close', cancel)
    },
  }
}

export const NO_BODY: CallBody = { kind: 'none', canRepeat: true, sendInto: (request) => void request.end() }

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
  return { kind: 'small', canRepeat: true, sendInto: (request) => void request.end(whole) }
}

/** With the pace of the slower side. Who leaves in the midst of it must not look as if it had been all. */
function pipeInto(incoming: IncomingMessage, request: ClientRequest): void {
  pour(incoming, request)
  incoming.once('close', () => {
    if (!incoming.complete) request.destroy()
  })
}
