import { type ClientRequest, type IncomingMessage, type InformationEvent, request as send } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Fault, FaultError } from '../../../../shared/fault.ts'
import { failureFault } from '../../../../shared/systems/reply-fault.ts'
import type { Attempt } from '../../../core/consumers/forwarded-call.ts'
import { errorCode } from '../error-code.ts'
import { DialError, exchangeTrouble } from '../http/http-trouble.ts'
import { MAX_HEAD_BYTES } from '../http/tidied-head.ts'
import type { CallBody } from './call-body.ts'
import type { Ending } from './ending.ts'
import type { Upstreams } from './upstream-agents.ts'

/** Why nothing came back of one sending. */
export type FailedAttempt = {
  readonly fault: Fault
  /** Nothing of it has left: it may be sent again whatever it is. */
  readonly unsent: boolean
  /** A connection that was kept open had been closed by the server meanwhile. */
  readonly stale: boolean
}

export type UpstreamReply = {
  readonly reply: IncomingMessage
  /** Of an upgrade: the connection itself, and the first bytes on it. */
  readonly upgraded?: { readonly socket: Duplex; readonly first: Buffer }
}

export type SendOptions = {
  readonly upstreams: Upstreams
  readonly method: string
  readonly body: CallBody
  /** Calls of this kind may use a connection that was kept: where it is dead, they are simply sent again. */
  readonly isRepeatable: boolean
  /** The protocol that it asks for, in small letters; a server that changes to any other has lost its way. */
  readonly upgrade: string | null
  readonly ending: Ending
  /** What the server says before its answer, but for 100 Continue. */
  readonly announced: (attempt: Attempt, said: Announcement) => void
}

export type Announcement = Pick<InformationEvent, 'statusCode' | 'rawHeaders'>

/** Sends it once; resolves with the reply's head. Raises FaultError for our own end, never for the server's. */
export async function exchange(attempt: Attempt, sending: SendOptions): Promise<UpstreamReply | FailedAttempt> {
  const { upstreams, method, body, isRepeatable, upgrade, ending, announced } = sending
  const { path, rawHeaders } = upstreams.throughProxy(attempt)
  try {
    const kept = isRepeatable && body.kind !== 'stream'
    const own = kept ? null : await openConnection(upstreams, attempt, ending)
    const request = send({
      method,
      path,
      // As they are to stand on the line: Node adds none but Connection.
      headers: withExpect(withFraming(rawHeaders, method, body), body) as never,
      insecureHTTPParser: false,
      maxHeaderSize: MAX_HEAD_BYTES,
      ...(own === null ? { agent: upstreams.agent(attempt) } : { createConnection: () => own as never }),
    })
    const answered = headOf(request, upgrade, (said) => announced(attempt, said))
    ending.onEnd(() => request.destroy())
    body.sendInto(request)
    return await answered
  } catch (thrown) {
    return failureOf(thrown)
  }
}

async function openConnection(upstreams: Upstreams, attempt: Attempt, ending: Ending): Promise<Duplex> {
  const giveUp = new AbortController()
  ending.onEnd(() => giveUp.abort())
  return await upstreams.connect(attempt, giveUp.signal)
}

/** Node assumes no body for these alone (RFC 9110 section 9.3); CONNECT and TRACE do not come here. */
const WITHOUT_BODY = ['GET', 'HEAD', 'DELETE', 'OPTIONS']

/**
 * Where the body ends is said in each case: Node sends what a GET or DELETE brings as bare bytes, which a server takes for
 * the next request. And a server is told at once that nothing follows, instead of being sent an empty chunk, for which some
 * refuse a MOVE (nginx).
 */
function withFraming(rawHeaders: readonly string[], method: string, { kind }: CallBody): readonly string[] {
  if (kind === 'small' || (kind === 'none' && WITHOUT_BODY.includes(method))) return rawHeaders
  const saysSo = rawHeaders.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-length')
  if (saysSo) return rawHeaders
  return [...rawHeaders, ...(kind === 'none' ? ['Content-Length', '0'] : ['Transfer-Encoding', 'chunked'])]
}

/** Asks the server first whether it takes the body, while the sender waits for that answer. */
function withExpect(rawHeaders: readonly string[], { kind, canRepeat }: CallBody): readonly string[] {
  return kind === 'stream' && canRepeat ? [...rawHeaders, 'Expect', '100-continue'] : rawHeaders
}

/** Announcements before the answer (RFC 9110 section 15.2): a few say what is to come, endless ones keep a caller for ever. */
const MAX_ANNOUNCEMENTS = 100

function headOf(
  request: ClientRequest,
  upgrade: string | null,
  announced: (said: Announcement) => void,
): Promise<UpstreamReply> {
  return new Promise((resolve, reject) => {
    let announcements = 0
    request.on('information', (said) => {
      announcements += 1
      if (announcements > MAX_ANNOUNCEMENTS) request.destroy(withCode('HPE_HEADER_OVERFLOW'))
      else if (said.statusCode !== 100) announced(said)
    })
    const refuse = (line: { destroy(): unknown }, code: string): void => {
      line.destroy()
      reject(withCode(code))
    }
    const refuseUpgrade = (line: { destroy(): unknown }): void => refuse(line, 'HPE_UNEXPECTED_UPGRADE')
    request.on('response', (reply) => {
      const { statusCode = 0 } = reply
      if (statusCode === 101) refuseUpgrade(reply)
      // Node's parser takes any three digits, and Node says none of these to anybody else.
      else if (statusCode < 100) refuse(reply, 'HPE_INVALID_STATUS')
      else resolve({ reply })
    })
    request.on('upgrade', (reply, socket, first) => {
      const isWanted = upgrade !== null && reply.headers.upgrade?.toLowerCase() === upgrade
      if (isWanted) resolve({ reply, upgraded: { socket, first } })
      else refuseUpgrade(socket)
    })
    // After the head the reply itself says how it ended.
    request.on('error', (thrown) => reject(Object.assign(thrown, { wasKept: request.reusedSocket })))
  })
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code })
}

function failureOf(thrown: unknown): FailedAttempt {
  if (thrown instanceof FaultError) return { fault: thrown.fault, unsent: true, stale: false }
  if (thrown instanceof DialError) {
    const { trouble, detail } = thrown
    const unsent = !('wasKept' in thrown) || trouble !== 'timed_out'
    return { fault: failureFault({ trouble, detail }), unsent, stale: false }
  }
  const detail = errorCode(thrown) || 'UNKNOWN'
  const stale = (thrown as { wasKept?: boolean }).wasKept === true && detail === 'ECONNRESET'
  return { fault: failureFault({ trouble: exchangeTrouble(detail), detail }), unsent: false, stale }
}
