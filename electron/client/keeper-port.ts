import { connect as connectPlainly, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import { FaultError, type FaultParams, fault } from '../../shared/fault.ts'
import { errorCode } from '../adapters/node/error-code.ts'
import { within } from './clock.ts'
import type { Reach } from './keeper-reach.ts'
import { type PortPlace, placeOf } from './port-place.ts'

/** Of a network between the two, and of a server that has to load its TLS first. */
const CONNECTED_WITHIN_MS = 10_000

/** The keeper's port for programs with a key (docs/consumers.md): the same API, at an address, with a key on each request. */
export function overPort(given: Parameters<typeof placeOf>[0]): Reach {
  let known: PortPlace | null = null
  const place = (): PortPlace => (known ??= placeOf(given))
  const named = { why: 'at_url', url: given.url.includes('@') ? '…' : given.url }
  return {
    dial: () => dial(place(), named),
    headers: () => ({ host: place().host, authorization: `Bearer ${place().key()}` }),
    isExpected: () => false,
    named,
  }
}

async function dial(place: PortPlace, named: FaultParams): Promise<Duplex> {
  const { hostname: host, port } = place
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  const socket = place.isTls ? await securely(place) : connectPlainly({ host, port })
  let isConnected = false
  const refuse = (why: FaultError): void => void reject(why)
  const deadline = within(CONNECTED_WITHIN_MS, () => {
    // Connected but silent: unresponsive. Never connected: absent.
    refuse(new FaultError(fault(isConnected ? 'keeper_unresponsive' : 'keeper_absent', named)))
    socket.destroy()
  })
  const onError = (thrown: Error): void => refuse(faultOfDial(thrown, isConnected && place.isTls, named))
  socket.once('error', onError).once('connect', () => {
    isConnected = true
    if (!place.isTls) checkPeer()
  })
  socket.once('secureConnect', checkPeer)

  /** The peer's address is known only now, and nothing has been written yet. */
  function checkPeer(): void {
    if (place.isTls || place.mayBePlain(socket.remoteAddress)) return resolve(socket)
    refuse(new FaultError(fault('key_in_the_clear', { host: `${host} (${socket.remoteAddress})` })))
    socket.destroy()
  }

  try {
    return await promise
  } finally {
    deadline.stop()
    socket.off('error', onError)
  }
}

/** Loaded for an https address alone. What the environment says against looking at certificates does not count for a key. */
async function securely({ hostname: host, port, authority }: PortPlace): Promise<Socket> {
  const tls = await import('node:tls')
  const ca = authority()
  const secureContext = ca === undefined ? usualRoots(tls) : tls.createSecureContext({ ca })
  return tls.connect({ host, port, secureContext, servername: isIP(host) === 0 ? host : '', rejectUnauthorized: true })
}

let usual: SecureContext | null = null

/** Made once, since reading some 300 certificates takes a moment. */
function usualRoots({ createSecureContext, getCACertificates }: typeof import('node:tls')): SecureContext {
  const all = () => (['default', 'system', 'extra'] as const).flatMap((source) => getCACertificates(source))
  usual ??= createSecureContext({ ca: [...new Set(all())] })
  return usual
}

/** Unreachable: reported like a keeper that does not run. */
const NOT_THERE =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|E(HOST|NET)(UNREACH|DOWN)|ETIMEDOUT|ENOTFOUND|EAI_|EADDRNOTAVAIL)/

function faultOfDial(thrown: Error, isSecuring: boolean, named: FaultParams): FaultError {
  const detail = errorCode(thrown)
  const options = { cause: thrown }
  if (NOT_THERE.test(detail)) return new FaultError(fault('keeper_absent', { ...named, detail }), options)
  // What speaks no TLS there, or not one that is new enough.
  const isNoTls = !isSecuring || /^(ERR_SSL_|EPROTO)/.test(detail)
  return new FaultError(fault(isNoTls ? 'keeper_version' : 'certificate', { ...named, detail }), options)
}
