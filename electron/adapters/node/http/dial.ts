import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import { errorCode } from '../error-code.ts'
import { DialError, dialTrouble } from './http-trouble.ts'
import { lookupLoopback } from './loopback-lookup.ts'
import { bareHost, isLoopback, type ProxyServer, portOf } from './proxy-choice.ts'
import { withoutDot } from './proxy-exceptions.ts'

/**
 * Opens the connection for one call, up to the point where the request itself may be written: TCP, the proxy's
 * tunnel, TLS with a verified certificate. As long as this has not resolved, it is certain that no byte of the
 * request left: that is what `sent` in HttpFailure rests on.
 */

/** Node tries the addresses of a host in turn and gives up each after 250 ms, too short for a satellite or a sleepy VPN. */
const ATTEMPT_MS = 2_500

export type Dialing = {
  readonly target: URL
  readonly proxy: ProxyServer | null
  readonly trust: () => SecureContext
  /** For TLS with the proxy itself, which is shown no certificate of ours; as `trust` unless given. */
  readonly proxyTrust?: () => SecureContext
  readonly signal: AbortSignal
}

/** Raises DialError. When `signal` aborts, the connection is given up at once. */
export async function dial(dialing: Dialing): Promise<Socket> {
  const { target } = dialing
  const raw = await dialRaw(dialing)
  return target.protocol === 'https:' ? await startTls(raw, bareHost(target), dialing.trust, dialing.signal) : raw
}

/** The same up to where TLS begins. Raises DialError. */
export function dialRaw(dialing: Dialing): Promise<Socket> {
  const { target, proxy } = dialing
  return proxy === null
    ? dialHost(bareHost(target), portOf(target), dialing)
    : dialProxy(proxy, { tunnel: target.protocol === 'https:' }, dialing)
}

function dialHost(host: string, port: number, { signal }: Dialing): Promise<Socket> {
  const socket = connect({
    ...{ host, port, noDelay: true, autoSelectFamilyAttemptTimeout: ATTEMPT_MS },
    ...(isLoopback(host) && isIP(host) === 0 ? { lookup: lookupLoopback } : {}),
  })
  return whenOpen(socket, 'connect', signal)
}

function startTls(socket: Socket, host: string, trust: Dialing['trust'], signal: AbortSignal): Promise<Socket> {
  const secure = connectTls({
    socket,
    host,
    // Neither an address nor the dot of a whole name is part of a server name (RFC 6066 section 3); the certificate is
    // checked against `host` either way.
    ...(isIP(host) === 0 ? { servername: withoutDot(host) } : {}),
    secureContext: trust(),
    ALPNProtocols: ['http/1.1'],
    // Said aloud, since NODE_TLS_REJECT_UNAUTHORIZED=0 in someone's shell must not open our tokens to everyone.
    rejectUnauthorized: true,
  })
  return whenOpen(secure, 'secureConnect', signal)
}

/** Resolves with the socket at its event; else destroys it and raises why. */
function whenOpen(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const fail = (thrown: unknown) => {
    socket.destroy()
    reject(dialError(thrown))
  }
  const abort = () => fail(new DialError('timed_out', 'ETIMEDOUT'))
  const close = () => fail(new DialError('connection_refused', 'ECONNRESET'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  socket.once('error', fail).once('close', close)
  socket.once(event, () => {
    signal.removeEventListener('abort', abort)
    socket.off('error', fail).off('close', close)
    resolve(socket)
  })
  return promise
}

export function dialError(thrown: unknown): DialError {
  if (thrown instanceof DialError) return thrown
  const code = errorCode(thrown)
  return new DialError(dialTrouble(code), code || 'UNKNOWN')
}

/** To an http target the proxy takes whole requests; to https it opens a tunnel that it cannot look into. */
async function dialProxy(
  proxy: ProxyServer,
  { tunnel }: { readonly tunnel: boolean },
  dialing: Dialing,
): Promise<Socket> {
  try {
    const raw = await dialHost(proxy.host, proxy.port, dialing)
    const socket = proxy.secure
      ? await startTls(raw, proxy.host, dialing.proxyTrust ?? dialing.trust, dialing.signal)
      : raw
    return tunnel ? await openTunnel(socket, proxy, dialing) : socket
  } catch (thrown) {
    // An unknown or unreachable proxy says nothing about the server; only our own time-out stays what it is.
    if (dialing.signal.aborted) throw thrown
    const { trouble, detail } = dialError(thrown)
    throw new DialError(trouble === 'proxy_sign_in' ? trouble : 'proxy_refused', detail)
  }
}

/** The proxy is there and needs a user and password. */
export const PROXY_AUTHENTICATION_REQUIRED = 407

/** HTTP CONNECT (RFC 9110 section 9.3.6). */
function openTunnel(
  socket: Socket,
  { secure, authorization }: ProxyServer,
  { target, signal }: Dialing,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const authority = `${target.hostname}:${portOf(target)}`
  const connectRequest = (secure ? secureRequest : plainRequest)({
    method: 'CONNECT',
    path: authority,
    headers: { Host: authority, ...(authorization === null ? {} : { 'Proxy-Authorization': authorization }) },
    createConnection: () => socket,
    signal,
  })
  connectRequest.once('error', (thrown) => reject(signal.aborted ? new DialError('timed_out', 'ETIMEDOUT') : thrown))
  connectRequest.once('connect', ({ statusCode = 0 }, _same, first) => {
    if (statusCode < 200 || statusCode > 299) return refuse(statusCode)
    // A server speaks TLS only after we did; bytes that come before that are none of its own.
    if (first.length > 0) return refuse(0)
    resolve(socket)
  })
  // A refusal may come as a plain reply.
  connectRequest.once('response', ({ statusCode = 0 }) => refuse(statusCode))
  function refuse(status: number): void {
    socket.destroy()
    reject(
      new DialError(status === PROXY_AUTHENTICATION_REQUIRED ? 'proxy_sign_in' : 'proxy_refused', `HTTP_${status}`),
    )
  }
  connectRequest.end()
  return promise
}
