import { X509Certificate } from 'node:crypto'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { connect as connectOverTls, type TLSSocket } from 'node:tls'

/**
 * What a program finds at our port. `other`: another process answers (a forwarder that has taken the address, another
 * user's program); `foreign_certificate`: this process answers, with another certificate.
 */
export type PortLook = 'ours' | 'other' | 'nobody' | 'foreign_certificate'

const WITHIN_MS = 2_000
/** The loopback address to connect to for a server at all addresses. */
const LOOPBACK_FOR_ANY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
const HELLO = 'GET / HTTP/1.1\r\nHost: everbearer\r\nConnection: close\r\n\r\n'

/**
 * Connects to the server's own address as a program would. The connection reached this process if the server has seen its
 * source port. `certificate`: PEM, for a TLS server.
 */
export async function lookAtPort(server: Server, certificate: string | null = null): Promise<PortLook> {
  const at = server.address() as AddressInfo | null
  if (at === null) return 'nobody'
  const seenPorts = new Set<number | undefined>()
  const notePort = (socket: Socket) => void seenPorts.add(socket.remotePort)
  server.on('connection', notePort)
  const address = { port: at.port, host: LOOPBACK_FOR_ANY[at.address] ?? at.address }
  // No secret is sent, and the certificate itself is compared below.
  const socket = certificate === null ? connect(address) : connectOverTls({ ...address, rejectUnauthorized: false })
  try {
    if (!(await waitForAnswer(socket))) return 'nobody'
    if (!seenPorts.has(socket.localPort)) return 'other'
    return certificate === null || hasCertificate(socket as TLSSocket, certificate) ? 'ours' : 'foreign_certificate'
  } finally {
    server.off('connection', notePort)
    socket.destroy()
  }
}

/** True once data has arrived or the other side has closed. */
function waitForAnswer(socket: Socket): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  socket.setTimeout(WITHIN_MS, () => resolve(false))
  socket.on('error', () => resolve(false))
  socket.once('data', () => resolve(true)).once('end', () => resolve(true))
  socket.write(HELLO)
  return promise
}

function hasCertificate(socket: TLSSocket, certificate: string): boolean {
  return socket.getPeerX509Certificate()?.fingerprint256 === new X509Certificate(certificate).fingerprint256
}
