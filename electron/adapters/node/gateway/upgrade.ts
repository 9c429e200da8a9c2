import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Fault, faultOf } from '../../../../shared/fault.ts'
import type { ForwardedCall, PortNames } from '../../../core/consumers/forwarded-call.ts'
import { NO_BODY } from './call-body.ts'
import { cutOff } from './cut-off.ts'
import { Ending } from './ending.ts'
import type { UpstreamReply } from './exchange.ts'
import { callOf, plainWords, type RelayParts, sendWithToken } from './relay.ts'

/** A WebSocket, or kubectl's SPDY: the head goes through as any other, then the two connections are one. Never rejects. */
export async function relayUpgrade(
  relaying: RelayParts,
  incoming: IncomingMessage,
  socket: Duplex,
  first: Buffer,
  names: PortNames,
): Promise<void> {
  const { door } = relaying
  const ending = new Ending()
  socket.on('error', () => socket.destroy())
  socket.once('close', () => ending.end())
  const forwarded = await door.admit(
    callOf(incoming, true, () => socket.destroy()),
    names,
  )
  if ('code' in forwarded) return refuse(relaying, socket, forwarded)
  socket.once('close', forwarded.done)
  if (socket.destroyed) return forwarded.done()
  try {
    // Once and no more: what was said before over this connection is not known to us.
    const upgrade = protocolOf(incoming)
    const asking = {
      forwarded,
      method: incoming.method ?? 'GET',
      body: NO_BODY,
      ending,
      upgrade,
      announced: ignoreAnnouncement,
    }
    const { attempt, came } = await sendWithToken(relaying, asking)
    if ('fault' in came) return refuse(relaying, socket, came.fault)
    joinConnections(came, forwarded.headersBack(attempt, came.reply.rawHeaders), { forwarded, upgrade, socket, first })
  } catch (thrown) {
    refuse(relaying, socket, faultOf(thrown))
  }
}

/** Libraries for WebSockets wait for one answer, and take no other before it. */
const ignoreAnnouncement = (): void => undefined

/** As the door has let it in. */
function protocolOf({ headers }: IncomingMessage): string {
  return headers.upgrade?.trim().toLowerCase() ?? ''
}

type UpgradeRequest = {
  readonly forwarded: ForwardedCall
  readonly upgrade: string
  readonly socket: Duplex
  readonly first: Buffer
}

function joinConnections(
  { reply, upgraded }: UpstreamReply,
  headers: readonly string[],
  waiting: UpgradeRequest,
): void {
  const { forwarded, upgrade, socket, first } = waiting
  if (upgraded === undefined) {
    // The server would rather answer; the line ends with that.
    socket.write(headOf(reply, [...headers, 'Connection', 'close']), 'latin1')
    reply.once('close', () => reply.complete || cutOff(socket))
    reply.pipe(socket)
    return
  }
  const other = upgraded.socket
  forwarded.endless()
  socket.write(
    headOf(reply, [...headers, 'Connection', 'Upgrade', 'Upgrade', reply.headers.upgrade ?? upgrade]),
    'latin1',
  )
  socket.write(upgraded.first)
  other.write(first)
  if ('setTimeout' in other) (other as Duplex & { setTimeout(ms: number): void }).setTimeout(0)
  other.on('error', () => socket.destroy())
  other.once('close', () => socket.destroy())
  socket.once('close', () => other.destroy())
  other.pipe(socket)
  socket.pipe(other)
}

function headOf({ statusCode = 502, statusMessage }: IncomingMessage, headers: readonly string[]): string {
  const lines = Array.from({ length: headers.length / 2 }, (_, at) => `${headers[2 * at]}: ${headers[2 * at + 1]}`)
  return `${[`HTTP/1.1 ${statusCode} ${plainWords(statusMessage)}`, ...lines].join('\r\n')}\r\n\r\n`
}

function refuse({ door }: RelayParts, socket: Duplex, trouble: Fault): void {
  const { status, headers, text } = door.refuse(trouble)
  const all = { ...headers, connection: 'close', 'content-length': Buffer.byteLength(text) }
  const lines = Object.entries(all).map((pair) => pair.join(': '))
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines].join('\r\n')
  socket.end(`${head}\r\n\r\n${text}`, () => socket.destroy())
}
