import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Fault, faultOf } from '../../../../shared/fault.ts'
import { pause } from '../../../core/concurrency/pause.ts'
import type { Attempt, ForwardedCall, GatewayDoor, PortNames } from '../../../core/consumers/forwarded-call.ts'
import type { Clock } from '../../../core/ports.ts'
import { bodyOf, type CallBody } from './call-body.ts'
import { cutOff } from './cut-off.ts'
import { Ending } from './ending.ts'
import { exchange, type FailedAttempt, type SendOptions, type UpstreamReply } from './exchange.ts'
import { giveBack, pour } from './pour.ts'
import type { Upstreams } from './upstream-agents.ts'

export type RelayParts = {
  readonly door: GatewayDoor
  readonly upstreams: Upstreams
  readonly clock: Pick<Clock, 'after'>
}

/** Twice as long before each further try. */
const FIRST_PAUSE_MS = 100
/** A body that nobody waits for any more is read for so long, so that its sender sees the answer. */
const LINGER_MS = 2_000

/** RFC 9110 section 9.2.2. */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']

/** Passes one request on and its answer back. Never rejects; whatever goes wrong is answered as a fault, or cuts the line. */
export async function relay(
  relaying: RelayParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  names: PortNames,
): Promise<void> {
  const { door } = relaying
  const ending = new Ending()
  // Not after the last byte: that would end the connection that is kept for the next call.
  outgoing.on('close', () => outgoing.writableFinished || ending.end())
  const cut = (): void => cutOff(incoming.socket)
  const forwarded = await door.admit(callOf(incoming, false, cut), names)
  if ('code' in forwarded) return answerFault(relaying, outgoing, forwarded)
  outgoing.on('close', forwarded.done)
  if (outgoing.closed) return forwarded.done()
  try {
    const body = await bodyOf(incoming, outgoing, relaying.clock)
    if (body === null) return cut()
    const announced: SendOptions['announced'] = (attempt, { statusCode, rawHeaders }) =>
      announce(outgoing, statusCode, forwarded.headersBack(attempt, rawHeaders))
    const asking = { forwarded, method: incoming.method ?? 'GET', body, ending, upgrade: null, announced }
    const { attempt, came } = await sendWithToken(relaying, asking)
    if ('fault' in came) return answerFault(relaying, outgoing, came.fault)
    if (isStream(came.reply)) forwarded.endless()
    passBack(relaying, came.reply, outgoing, forwarded.headersBack(attempt, came.reply.rawHeaders))
  } catch (thrown) {
    answerFault(relaying, outgoing, faultOf(thrown))
  }
}

export function callOf(incoming: IncomingMessage, isUpgrade: boolean, cut: () => void) {
  const { method = 'GET', url: target = '', rawHeaders } = incoming
  return { method, target, rawHeaders, isUpgrade, cut }
}

type CallToSend = Omit<SendOptions, 'upstreams' | 'isRepeatable'> & { readonly forwarded: ForwardedCall }

/** The reply with the token of the moment; where that was refused, with the next one, if there is one. */
export async function sendWithToken(
  relaying: RelayParts,
  { forwarded, method, body, ending, upgrade, announced }: CallToSend,
): Promise<{ readonly attempt: Attempt; readonly came: UpstreamReply | FailedAttempt }> {
  const { upstreams } = relaying
  const isRepeatable = IDEMPOTENT.includes(method)
  const sending: SendOptions = { upstreams, method, body, isRepeatable, upgrade, ending, announced }
  const attempt = await forwarded.attempt()
  const came = await sendWithRetries(relaying, attempt, sending)
  if ('fault' in came || came.reply.statusCode !== 401) return { attempt, came }
  const next = await afterRejection(forwarded, attempt, body)
  if (next === null) return { attempt, came }
  came.reply.destroy()
  return { attempt: next, came: await sendWithRetries(relaying, next, sending) }
}

/** Null where there is no other token, or nothing to send once more: then the server's 401 is the answer. */
async function afterRejection(forwarded: ForwardedCall, attempt: Attempt, body: CallBody): Promise<Attempt | null> {
  try {
    if (!body.canRepeat) {
      // The next call gets the new token; this body is gone and cannot be sent again.
      void forwarded.rejected(attempt).catch(() => undefined)
      return null
    }
    await forwarded.rejected(attempt)
    const next = await forwarded.attempt()
    return next.generation === attempt.generation ? null : next
  } catch {
    return null
  }
}

async function sendWithRetries(
  { clock }: RelayParts,
  attempt: Attempt,
  sending: SendOptions,
): Promise<UpstreamReply | FailedAttempt> {
  let staleLeft = 2
  for (let tries = 0; ; ) {
    const came = await exchange(attempt, sending)
    if (!('fault' in came) || sending.ending.ended) return came
    if (came.stale && sending.isRepeatable && staleLeft-- > 0) continue
    const mayRepeat = came.unsent || (sending.isRepeatable && sending.body.canRepeat)
    if (!mayRepeat || tries >= attempt.maxRetries) return came
    await pause(clock, FIRST_PAUSE_MS * 2 ** tries)
    tries += 1
  }
}

/** Asked of each answer: `headers` would be made for this alone. */
function isStream({ rawHeaders }: IncomingMessage): boolean {
  const isType = (name: string) => name.length === CONTENT_TYPE.length && name.toLowerCase() === CONTENT_TYPE
  return rawHeaders.some(
    (value, at) => at % 2 === 1 && value.startsWith('text/event-stream') && isType(rawHeaders[at - 1] ?? ''),
  )
}

const CONTENT_TYPE = 'content-type'

/** What comes before the answer goes on as it comes (RFC 9110 section 15.2): 102 says that a server is still at it, 103 what a page will need. */
function announce(outgoing: ServerResponse, statusCode: number, headers: string[]): void {
  const isHeard = outgoing.req.httpVersion === '1.1' && !outgoing.headersSent && !outgoing.destroyed
  // Electron's older runtimes have no such thing.
  if (isHeard && 'writeInformation' in outgoing) outgoing.writeInformation(statusCode, headers)
}

function passBack({ clock }: RelayParts, reply: IncomingMessage, outgoing: ServerResponse, headers: string[]): void {
  const { req } = outgoing
  // Nobody can tell how long a stream of events has nothing to say; of a client that says nothing more, nobody can tell that it listens.
  if (isStream(reply) && !req.socket.readableEnded) {
    reply.setTimeout(0)
    req.socket.once('end', () => outgoing.destroy())
  }
  if (!req.complete) {
    // It was answered before it was read to its end: what still comes of it is no next request.
    headers.push('Connection', 'close')
    outgoing.once('finish', () => {
      req.removeAllListeners('data')
      req.resume()
      const cancel = clock.after(LINGER_MS, () => req.socket.destroy())
      req.once('end', cancel)
    })
  }
  outgoing.writeHead(reply.statusCode ?? 502, plainWords(reply.statusMessage), headers)
  // A stream may have nothing to say for long; of a whole answer the head goes out in one write with the rest.
  if (!reply.complete && reply.headers['content-length'] === undefined) outgoing.flushHeaders()
  passOn(reply, outgoing)
}

/** Cut where the server's answer is cut: half of it must not look whole. What pipeline() sets up costs more than a small answer. */
function passOn(reply: IncomingMessage, outgoing: ServerResponse): void {
  const breakOff = (): void => cutOff(outgoing.socket)
  reply.on('error', breakOff)
  // Most are small, and have come whole with their head: as text they go out in one piece with it, byte for byte.
  if (reply.complete) return void outgoing.end((reply.read() as Buffer | null)?.toString('latin1'), 'latin1')
  reply.once('close', () => reply.complete || breakOff())
  outgoing.once('close', () => reply.complete || reply.destroy())
  pour(reply, outgoing)
  if (Number(reply.headers['content-length'] ?? LARGE_BYTES) >= LARGE_BYTES) giveBackReads(reply)
}

const LARGE_BYTES = 1_048_576

/** The parser of this Node copies a body out of what was read, as has been looked up; another's may cut pieces from it. */
const isCopied = process.versions.node.startsWith('24.')

/** What the connection read has been copied out by the parser, whose listener comes before this one. */
function giveBackReads(reply: IncomingMessage): void {
  if (!isCopied) return
  const { socket } = reply
  socket.on('data', giveBack)
  reply.once('close', () => socket.off('data', giveBack))
}

/** What a server may call its statuses; Node takes no others. */
export function plainWords(words: string | undefined): string {
  return /^[\t\x20-\x7e]*$/.test(words ?? '') ? (words ?? '') : ''
}

function answerFault({ door }: RelayParts, outgoing: ServerResponse, trouble: Fault): void {
  if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy()
  const { status, headers, text } = door.refuse(trouble)
  // What is left of its body would be read as the next request.
  const closing = outgoing.req.complete ? {} : { connection: 'close' }
  outgoing.writeHead(status, { ...headers, ...closing, 'content-length': Buffer.byteLength(text) })
  outgoing.end(text)
}
