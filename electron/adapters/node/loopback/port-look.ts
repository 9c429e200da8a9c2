import { X509Certificate } from 'node:crypto'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { connect as connectOverTls, type TLSSocket } from 'node:tls'

/**
 * What a program finds that comes to a port of ours. `other`: somebody answers, and it is not this process (a forwarder
 * that has taken the address, another user's program); `foreign_certificate`: it is, and shows another certificate.
 */
export type PortLook = 'ours' | 'other' | 'nobody' | 'foreign_certificate'

const WITHIN_MS = 2_000
/** Whoever listens at all addresses is met at the one of this computer. */
const ANY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
const HELLO = 'GET / HTTP/1.1\r\nHost: everbearer\r\nConnection: close\r\n\r\n'

/**
 * Comes to the server's own address as a program would. That it has arrived at this very process shows in the port
 * that it comes from, which nobody else can know. `certificate`: PEM, where that is TLS.
 */
export async function lookAtPort(server: Server, certificate: string | null = null): Promise<PortLook> {
  const at = server.address() as AddressInfo | null
  if (at === null) return 'nobody'
  const arrived = new Set<number | undefined>()
  const note = (socket: Socket) => void arrived.add(socket.remotePort)
  server.on('connection', note)
  const place = { port: at.port, host: ANY[at.address] ?? at.address }
  // Nothing of ours goes over it, and whose certificate it is is what is looked at.
  const socket = certificate === null ? connect(place) : connectOverTls({ ...place, rejectUnauthorized: false })
  try {
    if (!(await answered(socket))) return 'nobody'
    if (!arrived.has(socket.localPort)) return 'other'
    return certificate === null || isShown(socket as TLSSocket, certificate) ? 'ours' : 'foreign_certificate'
  } finally {
    server.off('connection', note)
    socket.destroy()
  }
}

/** True once anything has come, or the other side has hung up on what it was asked. */
function answered(socket: Socket): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  socket.setTimeout(WITHIN_MS, () => resolve(false))
  socket.on('error', () => resolve(false))
  socket.once('data', () => resolve(true)).once('end', () => resolve(true))
  socket.write(HELLO)
  return promise
}

function isShown(socket: TLSSocket, certificate: string): boolean {
  return socket.getPeerX509Certificate()?.fingerprint256 === new X509Certificate(certificate).fingerprint256
}
