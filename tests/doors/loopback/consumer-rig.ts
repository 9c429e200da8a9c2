/**
 * The door for consumers on a real port of 127.0.0.1, before a real keeper over ports in memory, whose connection `ward`
 * leads to a server that the test plays:
 *
 *   const rig = await startConsumerRig((incoming, outgoing) => outgoing.end('hello'))
 *   const key = await rig.key('uploader', 'ward')
 *   await rig.ask({ path: '/g/ward/api/', key })
 *   await rig.raw('GET /v1/connections HTTP/1.1\r\n\r\n')     // byte for byte; all that came until the line closed
 *   rig.upstream.requests                                     // heads and bodies as the server got them
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type ServerResponse,
} from 'node:http'
import { request as requestOverTls } from 'node:https'
import { type AddressInfo, connect, createServer as createRawServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectOverTls } from 'node:tls'
import { afterAll, onTestFinished } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import type { TlsFiles } from '../../../electron/adapters/node/loopback/tls-pair.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import type { Clock } from '../../../electron/core/ports.ts'
import { createConsumerHost } from '../../../electron/hosting/consumer-host.ts'
import { drawEntry, tokens } from '../../core/started-keeper.ts'
import { type MemoryPorts, memoryPorts } from '../../kit/memory-ports.ts'
import { certificate } from '../../kit/servers/certificate.ts'

type Seen = { readonly method: string; readonly url: string; readonly rawHeaders: readonly string[]; body: string }

export type Upstream = { readonly url: string; readonly port: number; readonly requests: Seen[] }

export type Asked = {
  readonly method?: string
  readonly path: string
  readonly key?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

export type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly text: string }

export type ConsumerRig = {
  readonly port: number
  readonly keeper: Keeper
  readonly ports: MemoryPorts
  readonly upstream: Upstream
  key(name: string, ...connections: string[]): Promise<string>
  /** One for the gateway alone. */
  gatewayKey(name: string, ...connections: string[]): Promise<string>
  ask(asked: Asked): Promise<Answer>
  raw(bytes: string): Promise<string>
  open(): Promise<Socket>
  /** Of the host: resolves once nothing is under way that has an end. */
  quiet(): Promise<void>
  /** The next renewal brings the token `access-N`. */
  renewsTo(generation: number): void
}

/** Where not null, every rig of this file is one for other computers. */
const over: { tls: (TlsFiles & { readonly ca: string }) | null } = { tls: null }

/** From now on all of this file happens over TLS, with a certificate for 127.0.0.1. */
export function rigsOverTls(): void {
  const { key, cert } = certificate({ hosts: ['127.0.0.1', 'keeper.example'] })
  const folder = mkdtempSync(join(tmpdir(), 'eb-'))
  afterAll(() => {
    // The next file of the same worker finds these modules as they were left.
    over.tls = null
    rmSync(folder, { recursive: true, force: true })
  })
  const files = { certificate: join(folder, 'own.pem'), key: join(folder, 'own.key') }
  writeFileSync(files.certificate, cert)
  writeFileSync(files.key, key, { mode: 0o600 })
  over.tls = { ...files, ca: cert }
}

type Play = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown

const LIFE_S = 86_400

export async function startConsumerRig(
  play: Play | ((socket: Socket) => void) = (_incoming, outgoing) => outgoing.end('here'),
  how: {
    readonly raw?: true
    readonly base?: string
    readonly silenceMs?: number
    readonly maxRetries?: number
    readonly mostOfOne?: number
    /** The door's, where its own bounds must not ring. */
    readonly clock?: Clock
  } = {},
): Promise<ConsumerRig> {
  const upstream = await (how.raw ? rawUpstream(play as (socket: Socket) => void) : playedUpstream(play as Play))
  const ports = memoryPorts()
  const keeper = createKeeper(ports)
  await keeper.start()
  for (const name of ['ward', 'other']) {
    const settings = { baseUrl: `${upstream.url}${how.base ?? ''}`, maxRetries: how.maxRetries ?? 1 }
    await keeper.handlers['connections.add']({ entry: drawEntry(name, ports, LIFE_S, settings) })
  }
  const { silenceMs, mostOfOne } = how
  const host = createConsumerHost({
    keeper,
    clock: how.clock ?? nodeClock,
    random: ports.random,
    env: {},
    ...(silenceMs === undefined ? {} : { silenceMs }),
    ...(mostOfOne === undefined ? {} : { mostOfOne }),
  })
  const { tls } = over
  const listener = await (tls === null
    ? host.listen(0)
    : host.listenToNetwork({ address: '127.0.0.1:0', ...tls }, () => undefined))
  onTestFinished(async () => {
    listener.close('cut')
    host.close()
    const stopped = keeper.stop()
    await ports.clock.advance(120_000)
    await stopped
  })
  const port = Number(listener.at.split(':').at(-1))
  return {
    port,
    keeper,
    ports,
    upstream,
    key: async (name, ...connections) => (await keeper.handlers['consumers.add']({ name, connections })).key,
    gatewayKey: async (name, ...connections) =>
      (await keeper.handlers['consumers.add']({ name, connections, gatewayOnly: true })).key,
    ask: (asked) => ask(port, asked),
    async raw(bytes) {
      const socket = await connected(port)
      let heard = ''
      socket.setEncoding('latin1').on('data', (piece: string) => {
        heard += piece
      })
      socket.write(bytes, 'latin1')
      await new Promise((resolve) => socket.on('close', resolve))
      return heard
    },
    open: () => connected(port),
    quiet: host.quiet,
    renewsTo: (generation) => ports.http.answer(tokens(generation, LIFE_S)),
  }
}

export function ask(port: number, { method = 'GET', path, key, headers = {}, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const given = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const sent = requestTo(port, { method, path, headers: { ...given, ...headers }, agent: false }, (reply) => {
      const parts: Buffer[] = []
      reply.on('data', (part: Buffer) => parts.push(part))
      reply.on('error', reject)
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(parts).toString() }),
      )
    })
    sent.on('error', (thrown) => setImmediate(reject, thrown))
    sent.end(body)
  })
}

/** As node:http sends it, or node:https where the rigs of this file speak TLS. */
export function requestTo(
  port: number,
  options: RequestOptions,
  heard: (reply: IncomingMessage) => void,
): ClientRequest {
  const place = { ...options, port, host: '127.0.0.1' }
  return over.tls === null ? request(place, heard) : requestOverTls({ ...place, ca: over.tls.ca }, heard)
}

/** Ends it so that the other side cannot take it for an orderly end, as far as TLS lets a program. */
export function breakOff(socket: Socket): void {
  if (over.tls === null) socket.resetAndDestroy()
  else socket.destroy()
}

async function connected(port: number): Promise<Socket> {
  const { tls } = over
  const place = { port, host: '127.0.0.1' }
  const socket = tls === null ? connect(place) : connectOverTls({ ...place, ca: tls.ca })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await new Promise<void>((resolve, reject) =>
    socket.once(tls === null ? 'connect' : 'secureConnect', resolve).once('error', reject),
  )
  return socket
}

async function playedUpstream(play: Play): Promise<Upstream> {
  const requests: Seen[] = []
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', rawHeaders } = incoming
    const seen: Seen = { method, url, rawHeaders, body: '' }
    requests.push(seen)
    incoming.on('data', (part: Buffer) => {
      seen.body += part.toString('latin1')
    })
    outgoing.on('error', () => {})
    play(incoming, outgoing)
  })
  onTestFinished(() => server.closeAllConnections())
  return { ...(await listening(server)), requests }
}

async function rawUpstream(play: (socket: Socket) => void): Promise<Upstream> {
  const sockets = new Set<Socket>()
  const server = createRawServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    play(socket)
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  return { ...(await listening(server)), requests: [] }
}

async function listening(server: Server): Promise<Omit<Upstream, 'requests'>> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}/` }
}

/** The code in a fault's JSON, with the status before it. */
export function faultOfAnswer({ status, text }: Answer): string {
  const { fault } = JSON.parse(text) as { fault: { code: string; next: string } }
  if (fault.next === '') throw new Error('no next step')
  return `${status} ${fault.code}`
}
