import type { Clock } from '../../../core/ports.ts'
import { connectionLimit } from './connection-limit.ts'
import { httpServer, stopServer, type Unreadable } from './http-server.ts'
import { type LoopbackAddress, listenAtEach, portOf } from './loopback-address.ts'

export type LoopbackOptions = {
  /** 0 takes any free one. */
  readonly port: number
  /** Both where a name leads to us (loopback-address.ts); 127.0.0.1 alone when left out. */
  readonly addresses?: readonly LoopbackAddress[]
  readonly answer: (request: Request, port: number) => Promise<Response>
  /** Answers what is no complete HTTP request. */
  readonly unreadable: (why: Unreadable) => Response
  readonly clock: Clock
  /** Ms. Tests shorten them. */
  readonly limits?: Partial<typeof LIMITS>
}

export type LoopbackHttp = Awaited<ReturnType<typeof listenOnLoopback>>

/** Ms, against clients that send nothing, send slowly or do not read. */
const LIMITS = { headers: 10_000, request: 30_000, silence: 180_000, idle: 5_000, lookEvery: 2_000 }

/** More than all streams together; one more replaces an idle one (connection-limit.ts). */
const MOST_CONNECTIONS = 400

/**
 * An HTTP server on loopback and no other address (docs/decisions.md 17). Raises port_taken {port}.
 * What Node would answer by itself, without our headers, goes through `unreadable`.
 */
export async function listenOnLoopback(options: LoopbackOptions) {
  const { port, addresses = ['127.0.0.1'], clock } = options
  const limit = connectionLimit(MOST_CONNECTIONS)
  const servers = await listenAtEach(addresses, port, () => {
    const server = httpServer({
      answer: (request, server) => options.answer(request, portOf(server)),
      unreadable: options.unreadable,
      limits: { ...LIMITS, ...options.limits },
    })
    limit.watch(server)
    return server
  })
  return {
    port: servers.map(portOf)[0] ?? port,
    /** Takes no new connections, waits at most `graceMs` for open responses, then cuts the rest. */
    stop: async (graceMs: number): Promise<void> =>
      void (await Promise.all(servers.map((server) => stopServer(server, clock, graceMs)))),
  }
}
