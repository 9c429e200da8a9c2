import { lookup } from 'node:dns/promises'
import { isIP, type Socket } from 'node:net'
import {
  connect as connectTls,
  type DetailedPeerCertificate,
  getCACertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import type { EffectiveNetwork } from '../../../../shared/connections/network.ts'
import { type Fault, fault } from '../../../../shared/fault.ts'
import { failureFault } from '../../../../shared/systems/reply-fault.ts'
import type { Reached } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { printableName } from './client-certificate.ts'
import { dialError, dialRaw } from './dial.ts'
import { DialError, dialTrouble } from './http-trouble.ts'
import { loopbackAddresses } from './loopback-lookup.ts'
import { bareHost, chooseProxy, isLoopback, type ProxyServer, portOf, proxyName } from './proxy-choice.ts'
import { withoutDot } from './proxy-exceptions.ts'
import { type Trust, trustFor } from './trusted-roots.ts'

type ReachOptions = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  /** Certificates that are trusted beside the usual ones, as PEM: for tests. */
  readonly trust?: Trust
  /** What is set for whoever calls there. */
  readonly way?: EffectiveNetwork | null
}

const TIMEOUT_MS = 10_000
/** Servers that renew by themselves do so a month ahead; what is left of the last two weeks was forgotten. */
const ENDS_SOON_MS = 14 * 86_400_000

/**
 * The way to a server, step by step, as our calls take it: name, proxy, certificates. Each step is a finding. Nothing is
 * sent but TLS's own greeting.
 */
export async function reach(address: string, options: ReachOptions): Promise<readonly Reached[]> {
  const target = URL.parse(address)
  if (target === null) return [bad('dns', fault('unknown_host', { detail: 'ERR_INVALID_URL' }), {})]
  const { way = null } = options
  const choice = chooseProxy(target, options.env, way?.proxy)
  const from = way?.owners.proxy === undefined ? {} : { setBy: way.owners.proxy }
  if (choice.kind === 'unusable') {
    return [bad('route', fault('proxy_refused', { detail: 'EINVAL' }), { variable: choice.variable, ...from })]
  }
  const proxy = choice.kind === 'proxy' ? choice.proxy : null
  const route: Reached[] =
    choice.kind === 'proxy'
      ? [good('route', { via: proxyName(choice.proxy), ...(way?.proxy ? from : { variable: choice.variable }) })]
      : []
  const name = await probeName(proxy?.host ?? bareHost(target), options)
  const reached = [...route, ...name]
  if (name.some(({ level }) => level === 'bad') || target.protocol !== 'https:') return reached
  return [...reached, await probeTls(target, proxy, options)]
}

/** An address needs nobody to be asked for it. */
async function probeName(host: string, { now }: ReachOptions): Promise<Reached[]> {
  if (isIP(host) !== 0) return []
  const startedAt = now()
  try {
    const found = isLoopback(host) ? await loopbackAddresses(host) : await lookup(host, { all: true })
    return [good('dns', { host, addresses: found.map(({ address }) => address).join(', '), tookMs: now() - startedAt })]
  } catch (thrown) {
    const detail = errorCode(thrown)
    return [bad('dns', fault(dialTrouble(detail), { host, detail }), { host })]
  }
}

async function probeTls(
  target: URL,
  proxy: ProxyServer | null,
  { now, trust = trustFor, way = null }: ReachOptions,
): Promise<Reached> {
  const host = bareHost(target)
  const secrets = { trust: () => trust(way), proxyTrust: () => trust(way && { ...way, client: null }) }
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const raw = await dialRaw({ target, proxy, ...secrets, signal })
    const socket = await tlsHandshake(raw, host, secrets.trust, signal)
    const facts = { ...factsOf(socket, way), ...identityFacts(way) }
    const problem = socket.authorizationError as unknown
    const until = Date.parse(facts.until)
    socket.destroy()
    if (problem) return bad('tls', fault('certificate', { host, detail: codeOf(problem) }), facts)
    const ends = Math.min(until, way?.client?.endsAt ?? until)
    return { ...good('tls', facts), level: ends - now() < ENDS_SOON_MS ? 'warning' : 'good' }
  } catch (thrown) {
    const { code, params } = failureFault(dialError(thrown))
    return bad('tls', fault(code, { host, ...params }), { host, port: portOf(target) })
  }
}

function tlsHandshake(raw: Socket, host: string, trust: () => SecureContext, signal: AbortSignal): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const socket = connectTls({
    socket: raw,
    host,
    ...(isIP(host) === 0 ? { servername: withoutDot(host) } : {}),
    secureContext: trust(),
    // Only here, to see the certificates that our calls refuse; nothing is ever written into this connection.
    rejectUnauthorized: false,
  })
  signal.addEventListener('abort', () => socket.destroy(new DialError('timed_out', 'ETIMEDOUT')), { once: true })
  socket.once('error', reject).once('secureConnect', () => resolve(socket))
  socket.once('close', () => reject(new DialError('connection_refused', 'ECONNRESET')))
  return promise
}

function codeOf(problem: unknown): string {
  return typeof problem === 'string' ? problem : errorCode(problem) || 'UNKNOWN'
}

/** The certificate that the server is shown, where it asks for one. */
function identityFacts(way: EffectiveNetwork | null): Reached['facts'] {
  const { client = null, owners } = way ?? {}
  if (client === null) return {}
  return {
    ownCertificate: client.name,
    ownUntil: isoOf(new Date(client.endsAt).toISOString()),
    certificateBy: owners?.client ?? '?',
  }
}

function factsOf(socket: TLSSocket, way: EffectiveNetwork | null) {
  const chain = chainOf(socket.getPeerCertificate(true))
  const last = chain.at(-1)
  return {
    protocol: socket.getProtocol() ?? '?',
    until: isoOf(chain[0]?.valid_to ?? ''),
    chain: chain.map(({ subject }) => commonName(subject)).join(' ← '),
    authority: last === undefined ? '?' : commonName(last.issuer),
    trustedBy: last === undefined ? 'nobody' : trustedBy(last, way),
  }
}

/** From the server's own certificate up to the root, which has issued itself. */
function chainOf(first: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = []
  for (
    let next: DetailedPeerCertificate | undefined = first;
    next?.raw && !chain.includes(next);
    next = next.issuerCertificate
  ) {
    chain.push(next)
  }
  return chain
}

function commonName(names: DetailedPeerCertificate['subject'] | undefined): string {
  const name = names?.CN ?? names?.O ?? names?.OU ?? '?'
  return printableName(String(name))
}

function isoOf(text: string): string {
  const at = Date.parse(text)
  return Number.isNaN(at) ? '?' : new Date(at).toISOString()
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Whose list of authorities it is on, in a person's words; a company's own is on the first two. */
const SOURCES = [
  ['extra', 'NODE_EXTRA_CA_CERTS'],
  ['system', 'the operating system'],
  ['bundled', 'the list that Node brings along'],
] as const

function trustedBy({ raw }: DetailedPeerCertificate, way: EffectiveNetwork | null): string {
  const wanted = raw.toString('base64')
  const holds = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '') === wanted
  if ((way?.authorities?.pem.match(PEM) ?? []).some(holds))
    return way?.owners.authorities === 'connection' ? 'the settings of this connection' : 'the settings of Everbearer'
  return SOURCES.find(([source]) => getCACertificates(source).some(holds))?.[1] ?? 'nobody'
}

function good(probe: string, facts: Reached['facts']): Reached {
  return { probe, level: 'good', fault: null, facts }
}

function bad(probe: string, trouble: Fault, facts: Reached['facts']): Reached {
  return { probe, level: 'bad', fault: trouble, facts }
}
