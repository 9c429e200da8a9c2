import { lookup } from 'node:dns/promises'
import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type DetailedPeerCertificate, getCACertificates, type TLSSocket } from 'node:tls'
import { fault } from '../../../shared/fault.ts'
import type { Reached } from '../../core/ports.ts'
import { dialRaw } from './dial.ts'
import { errorCode } from './error-code.ts'
import { DialError, dialTrouble } from './http-trouble.ts'
import { bareHost, chooseProxy, type ProxyServer, portOf } from './proxy-choice.ts'
import { trustedRoots } from './trusted-roots.ts'

type Surrounded = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  /** Certificates that are trusted beside the usual ones, as PEM: for tests. */
  readonly trust?: typeof trustedRoots
}

const TIME_MS = 10_000
/** Servers that renew by themselves do so a month ahead; what is left of the last two weeks was forgotten. */
const SOON_MS = 14 * 86_400_000

/**
 * The way to a server, step by step, as our calls take it: name, proxy, certificates. Each step is a finding. Nothing is
 * sent but TLS's own greeting.
 */
export async function reach(address: string, surrounded: Surrounded): Promise<readonly Reached[]> {
  const target = URL.parse(address)
  if (target === null) return [bad('dns', 'unknown_host', {}, { detail: 'ERR_INVALID_URL' })]
  const choice = chooseProxy(target, surrounded.env)
  if (choice.kind === 'unusable') {
    return [bad('route', 'proxy_refused', { variable: choice.variable }, { detail: 'EINVAL' })]
  }
  const proxy = choice.kind === 'proxy' ? choice.proxy : null
  const route: Reached[] =
    choice.kind === 'proxy' ? [good('route', { via: nameOf(choice.proxy), variable: choice.variable })] : []
  const name = await resolved(proxy?.host ?? bareHost(target), surrounded)
  const reached = [...route, ...name]
  if (name.some(({ level }) => level === 'bad') || target.protocol !== 'https:') return reached
  return [...reached, await certified(target, proxy, surrounded)]
}

function nameOf({ secure, host, port }: ProxyServer): string {
  return `${secure ? 'https' : 'http'}://${host}:${port}`
}

/** An address needs nobody to be asked for it. */
async function resolved(host: string, { now }: Surrounded): Promise<Reached[]> {
  if (isIP(host) !== 0) return []
  const startedAt = now()
  try {
    const found = await lookup(host, { all: true })
    return [good('dns', { host, addresses: found.map(({ address }) => address).join(', '), tookMs: now() - startedAt })]
  } catch (thrown) {
    const detail = errorCode(thrown)
    return [bad('dns', dialTrouble(detail), { host }, { host, detail })]
  }
}

async function certified(
  target: URL,
  proxy: ProxyServer | null,
  { now, trust = trustedRoots }: Surrounded,
): Promise<Reached> {
  const host = bareHost(target)
  try {
    const signal = AbortSignal.timeout(TIME_MS)
    const raw = await dialRaw({ target, proxy, trust, signal })
    const socket = await greeted(raw, host, trust, signal)
    const facts = factsOf(socket)
    const problem = socket.authorizationError as unknown
    const until = Date.parse(facts.until)
    socket.destroy()
    if (problem) return bad('tls', 'certificate', facts, { host, detail: codeOf(problem) })
    return { ...good('tls', facts), level: until - now() < SOON_MS ? 'warning' : 'good' }
  } catch (thrown) {
    const { trouble, detail } =
      thrown instanceof DialError ? thrown : new DialError(dialTrouble(errorCode(thrown)), errorCode(thrown))
    return bad('tls', trouble, { host, port: portOf(target) }, { host, detail })
  }
}

function greeted(raw: Socket, host: string, trust: typeof trustedRoots, signal: AbortSignal): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const socket = connectTls({
    socket: raw,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
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

function factsOf(socket: TLSSocket) {
  const chain = chainOf(socket.getPeerCertificate(true))
  const last = chain.at(-1)
  return {
    protocol: socket.getProtocol() ?? '?',
    until: isoOf(chain[0]?.valid_to ?? ''),
    chain: chain.map(({ subject }) => commonName(subject)).join(' ← '),
    authority: last === undefined ? '?' : commonName(last.issuer),
    trustedBy: last === undefined ? 'nobody' : trustedBy(last),
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

/** Whoever made the certificate chose these words. */
const LONGEST_NAME = 64

function commonName(names: DetailedPeerCertificate['subject'] | undefined): string {
  const name = names?.CN ?? names?.O ?? names?.OU ?? '?'
  return String(name)
    .replace(/[^\x20-\x7e\u00a0-\u024f]/g, '?')
    .slice(0, LONGEST_NAME)
}

function isoOf(text: string): string {
  const at = Date.parse(text)
  return Number.isNaN(at) ? '?' : new Date(at).toISOString()
}

/** Whose list of authorities it is on, in a person's words; a company's own is on the first two. */
const SOURCES = [
  ['extra', 'NODE_EXTRA_CA_CERTS'],
  ['system', 'the operating system'],
  ['bundled', 'the list that Node brings along'],
] as const

function trustedBy({ raw }: DetailedPeerCertificate): string {
  const wanted = raw.toString('base64')
  const holds = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '') === wanted
  return SOURCES.find(([source]) => getCACertificates(source).some(holds))?.[1] ?? 'nobody'
}

function good(probe: string, facts: Reached['facts']): Reached {
  return { probe, level: 'good', fault: null, facts }
}

function bad(
  probe: string,
  code: Parameters<typeof fault>[0],
  facts: Reached['facts'],
  params: Parameters<typeof fault>[1],
): Reached {
  const trouble = fault(code, params)
  return { probe, level: 'bad', fault: { code: trouble.code, params: { ...trouble.params } }, facts }
}
