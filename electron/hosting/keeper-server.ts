import type { Server } from 'node:http'
import { nodeClock } from '../adapters/node/clock.ts'
import { connectionLimit } from '../adapters/node/loopback/connection-limit.ts'
import { answerHalfClosed } from '../adapters/node/loopback/half-closed.ts'
import { httpServer } from '../adapters/node/loopback/http-server.ts'
import { refusedFor } from '../doors/refusal.ts'
import type { SocketDoor } from '../doors/socket/socket.ts'

/** Who opens more of them has forgotten some; the oldest on which nothing is asked makes room. */
const MOST_CONNECTIONS = 1_000

/**
 * Ms. A program of ours sends its request in one write. Who listens, or keeps a connection for the next call, may be
 * silent for as long as it likes.
 */
const LIMITS = { headers: 10_000, request: 30_000, silence: 0, idle: 0, lookEvery: 2_000 }

/** What listens at the place of the socket: the door behind HTTP. */
export function keeperServer(door: Pick<SocketDoor, 'answer' | 'quick' | 'subscribe'>): Server {
  const server = httpServer({
    answer: door.answer,
    // A Host that could make no address is refused by `answer`.
    quick: (target, { headers }) => (/^[a-z0-9.-]*$/.test(headers.host ?? '') ? door.quick(target) : null),
    unreadable: refusedFor,
    limits: LIMITS,
  })
  let isLeaving = false
  const noMore = door.subscribe(({ notice }) => {
    if (notice === 'keeper.leaving') isLeaving = true
  })
  server.once('close', noMore)
  // Whoever would keep the line for his next call dials the next keeper instead.
  server.prependListener('request', (_asked, answer) => {
    if (isLeaving) answer.shouldKeepAlive = false
  })
  // `socat` says with its request that it says no more. A stream of events ends with its listener.
  answerHalfClosed(server, nodeClock, () => false)
  connectionLimit(MOST_CONNECTIONS).watch(server)
  return server
}
