import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { type Fault, type FaultCode, fault, raise } from '../../shared/fault.ts'
import { errorCode } from '../adapters/node/error-code.ts'
import { type RelayParts, relay } from '../adapters/node/gateway/relay.ts'
import { relayUpgrade } from '../adapters/node/gateway/upgrade.ts'
import { createUpstreams } from '../adapters/node/gateway/upstream-agents.ts'
import { isContainerBridge } from '../adapters/node/loopback/bridge-address.ts'
import { type ConnectionLimit, connectionLimit } from '../adapters/node/loopback/connection-limit.ts'
import { answerHalfClosed } from '../adapters/node/loopback/half-closed.ts'
import { httpServer } from '../adapters/node/loopback/http-server.ts'
import { BOTH_ADDRESSES, listenAtEach, NO_SUCH_ADDRESS, portOf } from '../adapters/node/loopback/loopback-address.ts'
import { readOpenApi } from '../adapters/node/loopback/open-api-file.ts'
import { lookAtPort, type PortLook } from '../adapters/node/loopback/port-look.ts'
import { LEAST_TLS, type TlsPair } from '../adapters/node/loopback/tls-pair.ts'
import { watchTlsPair } from '../adapters/node/loopback/watched-tls-pair.ts'
import type { PortNames } from '../core/consumers/forwarded-call.ts'
import type { Keeper } from '../core/keeper.ts'
import type { Clock, NetworkPlace, Random } from '../core/ports.ts'
import { type ConsumerDoor, createConsumerDoor } from '../doors/loopback/consumer-door.ts'

export type ConsumerHostParts = {
  readonly keeper: Pick<Keeper, 'handlers' | 'subscribe' | 'consumers'>
  readonly clock: Clock
  readonly random: Random
  readonly env?: NodeJS.ProcessEnv
  /** Ms without a byte, after which a call through the gateway is given up; tests shorten it. */
  readonly silenceMs?: number
  /** Requests of one consumer at a time; tests make them fewer. */
  readonly mostOfOne?: number
}

/** Imported only once a port for consumers is configured: most workstations never have one. */
export type ConsumerHost = {
  /** On both addresses of loopback, or at a bridge. Raises port_taken {port}, not_a_bridge {address}. */
  listen(port: number, bridge?: string): Promise<ConsumerListener>
  /**
   * For other computers, over TLS. `onCheck` is called when `certificate` may have changed. Raises what reading the pair
   * raises (tls-pair.ts), port_taken {port}, address_not_here {address}.
   */
  listenToNetwork(place: NetworkPlace, onCheck: () => void): Promise<ConsumerListener>
  /** Resolves once every answer that has an end is out. */
  quiet(): Promise<void>
  /** Ends all streams and calls that are under way. */
  close(): void
}

export type ConsumerListener = {
  readonly at: string
  /** Its end in UTC ms, and why the files as they are now cannot be used. */
  certificate?(): { readonly endsAt: number; readonly names: string; readonly fault: Fault | null }
  /** Connects to each of its addresses as a program would: null where this process answers with its certificate. */
  look(): Promise<Fault | null>
  /** Closes the port. `finish` lets open calls go on; `cut` ends them at once. */
  close(how: 'finish' | 'cut'): void
}

/** Ms; 0 is no limit, for long uploads. */
const LIMITS = { headers: 10_000, request: 0, silence: 0, idle: 75_000, lookEvery: 2_000 }
/** For the API's small bodies, not for the gateway. */
const BODY_WITHIN_MS = 30_000
/** Room for several consumers at their own limits. */
const MOST_CONNECTIONS = 4_000
/** Names by which a container calls its host. */
const FROM_CONTAINERS = ['host.docker.internal', 'host.containers.internal']

export function createConsumerHost(parts: ConsumerHostParts): ConsumerHost {
  const { keeper, clock, random, env, silenceMs, mostOfOne } = parts
  const door = createConsumerDoor({ keeper, clock, random, openApi: readOpenApi, mostOfOne })
  const upstreams = createUpstreams(env, silenceMs)
  const relaying: RelayParts & { readonly clock: Clock } = { door: door.gateway, upstreams, clock }
  const limit = connectionLimit(MOST_CONNECTIONS)
  const serving = createServing({ door, relaying, limit })
  const open = new Set<Server>()
  const stopWatching = [
    keeper.consumers.watch(({ id }) => upstreams.forget(id)),
    keeper.subscribe((notice) => {
      if (notice.notice === 'connection.removed') upstreams.forget(notice.id)
    }),
  ]

  function listenerOf(
    servers: readonly Server[],
    how: Omit<ConsumerListener, 'close' | 'look'>,
    closed = () => {},
    shown: () => string | null = () => null,
  ): ConsumerListener {
    for (const server of servers) open.add(server)
    return {
      ...how,
      look: () => checkEach(servers, how.at, shown()),
      close(how: 'finish' | 'cut') {
        closed()
        for (const server of servers) {
          server.close(() => open.delete(server))
          if (how === 'finish') server.closeIdleConnections()
          else server.closeAllConnections()
        }
      },
    }
  }

  return {
    async listen(port, bridge) {
      if (bridge !== undefined && !(await isContainerBridge(bridge))) raise('not_a_bridge', { address: bridge })
      const addresses = bridge === undefined ? BOTH_ADDRESSES : [bridge]
      const own = bridge === undefined ? ['127.0.0.1', 'localhost', '[::1]'] : [bridge]
      const servers = await listenAtEach(addresses, port, () => serving.plain([...own, ...FROM_CONTAINERS]))
      return listenerOf(servers, { at: `${addresses[0]}:${servers.map(portOf)[0] ?? port}` })
    },
    async listenToNetwork({ address, ...files }, onCheck) {
      const [host, port] = partsOf(address)
      const pair = watchTlsPair(files, clock, (isNew) => {
        if (isNew) for (const server of servers) server.setSecureContext({ ...pair.current(), minVersion: LEAST_TLS })
        onCheck()
      })
      const names = { scheme: 'https', has: (name: string) => pair.current().isNamed(hostIn(name)) } as const
      let servers: readonly TlsServer[] = []
      try {
        servers = await listenAtEach([host], port, () => serving.tls(names, pair.current()))
      } catch (thrown) {
        pair.stop()
        if (NO_SUCH_ADDRESS.includes(errorCode(thrown))) raise('address_not_here', { address: host })
        throw thrown
      }
      const certificate = () => {
        const { endsAt, names: certified } = pair.current()
        return { endsAt, names: certified, fault: pair.fault() }
      }
      const at = `https://${address.slice(0, address.lastIndexOf(':'))}:${servers.map(portOf)[0] ?? port}`
      return listenerOf(servers, { at, certificate }, pair.stop, () => pair.current().cert)
    },
    quiet: door.quiet,
    close() {
      for (const stop of stopWatching) stop()
      door.close()
      upstreams.close()
      for (const server of open) server.closeAllConnections()
    },
  }
}

/** Makes servers for the door, with the same limits, not listening yet. */
function createServing({ door, relaying, limit }: Serving) {
  /** `namesAt`: the host names of a port. */
  function options(namesAt: (port: number) => PortNames) {
    const namesOf = ({ socket }: IncomingMessage) => namesAt(socket.localPort ?? 0)
    return {
      answer: (request: Request, at: Server) => door.answer(request, namesAt(portOf(at))),
      quick: (target: string, incoming: IncomingMessage) => {
        const header = headersIfSingle(incoming.rawHeaders)
        return header === null ? null : door.quick(target, header, namesOf(incoming))
      },
      unreadable: door.unreadable,
      raw: {
        takes: door.gateway.takes,
        request: (incoming: IncomingMessage, outgoing: ServerResponse) =>
          void relay(relaying, incoming, outgoing, namesOf(incoming)),
        upgrade: (incoming: IncomingMessage, socket: Duplex, first: Buffer) =>
          void relayUpgrade(relaying, incoming, socket, first, namesOf(incoming)),
      },
      limits: LIMITS,
    }
  }

  function withGuards<Kind extends Server>(server: Kind): Kind {
    // After the server's own listener, which has rewritten the target to origin form.
    server.on('request', (incoming: IncomingMessage) => {
      if (!door.gateway.takes(incoming.url ?? '')) limitBody(incoming, relaying.clock)
    })
    // The gateway bounds its own calls; of the API only event streams last.
    answerHalfClosed(server, relaying.clock, ({ req }) => door.gateway.takes(req.url ?? ''))
    limit.watch(server)
    return server
  }

  return {
    plain(names: readonly string[]) {
      const byPort = new Map<number, PortNames>()
      const namesAt = (port: number): PortNames => {
        const known = byPort.get(port) ?? plainNames(names, port)
        byPort.set(port, known)
        return known
      }
      return withGuards(httpServer(options(namesAt)))
    },
    tls: (names: PortNames, pair: TlsPair) => withGuards(httpServer({ ...options(() => names), tls: pair })),
  }
}

type Serving = {
  readonly door: ConsumerDoor
  readonly relaying: RelayParts & { readonly clock: Clock }
  readonly limit: ConnectionLimit
}

/** A lookup of headers; null where one is repeated, which the slow path handles. */
function headersIfSingle(rawHeaders: readonly string[]): ((name: string) => string | null) | null {
  const said = new Map<string, string>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ''
    if (said.has(name)) return null
    said.set(name, rawHeaders[at + 1] ?? '')
  }
  return (name) => said.get(name) ?? null
}

function plainNames(names: readonly string[], port: number): PortNames {
  const hosts = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  return { scheme: 'http', has: (host) => hosts.includes(host) }
}

/** Without the port, which a forwarder in front of us may have changed. */
function hostIn(host: string): string {
  return host.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1')
}

/** `0.0.0.0:8443`, `[::]:8443`. */
function partsOf(address: string): [host: string, port: number] {
  const colon = address.lastIndexOf(':')
  return [hostIn(address), Number(address.slice(colon + 1))]
}

function limitBody(incoming: IncomingMessage, clock: Clock): void {
  const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers
  if (length === undefined && coding === undefined) return
  const cancel = clock.after(BODY_WITHIN_MS, () => incoming.socket.destroy())
  incoming.once('end', cancel).once('close', cancel)
}

const FAULT_OF_LOOK: Readonly<Record<Exclude<PortLook, 'ours'>, FaultCode>> = {
  other: 'port_answers_other',
  nobody: 'port_silent',
  foreign_certificate: 'certificate_not_shown',
}

async function checkEach(servers: readonly Server[], at: string, certificate: string | null): Promise<Fault | null> {
  const results = await Promise.all(servers.map((server) => lookAtPort(server, certificate)))
  const failure = results.find((look) => look !== 'ours')
  return failure === undefined ? null : fault(FAULT_OF_LOOK[failure], { at })
}
