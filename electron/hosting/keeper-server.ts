import type { Server } from 'node:http'
import { nodeClock } from '../adapters/node/clock.ts'
import { connectionLimit } from '../adapters/node/loopback/connection-limit.ts'
import { answerHalfClosed } from '../adapters/node/loopback/half-closed.ts'
import { httpServer } from '../adapters/node/loopback/http-server.ts'
import { refusalResponse } from '../doors/refusal.ts'
import type { SocketDoor } from '../doors/socket/socket.ts'

/** One more replaces the oldest idle one. */
const MOST_CONNECTIONS = 1_000

/**
 * Ms; 0 is no limit, for event streams and keep-alive connections.
 */
const LIMITS = { headers: 10_000, request: 30_000, silence: 0, idle: 0, lookEvery: 2_000 }

/** The HTTP server of the local socket. */
export function keeperServer(door: Pick<SocketDoor, 'answer' | 'quick' | 'subscribe'>): Server {
  const server = httpServer({
    answer: door.answer,
    // An unusual Host goes to `answer`, which refuses it.
    quick: (target, { headers }) => (/^[a-z0-9.-]*$/.test(headers.host ?? '') ? door.quick(target) : null),
    unreadable: refusalResponse,
    limits: LIMITS,
  })
  let isLeaving = false
  const unsubscribe = door.subscribe(({ notice }) => {
    if (notice === 'keeper.leaving') isLeaving = true
  })
  server.once('close', unsubscribe)
  // Closes keep-alive connections, so that clients dial the next keeper.
  server.prependListener('request', (_asked, answer) => {
    if (isLeaving) answer.shouldKeepAlive = false
  })
  // `socat` half-closes after its request. An event stream ends with its client.
  answerHalfClosed(server, nodeClock, () => false)
  connectionLimit(MOST_CONNECTIONS).watch(server)
  return server
}
