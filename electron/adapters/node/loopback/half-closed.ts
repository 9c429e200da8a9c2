import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../core/ports.ts'

/** Ms after the first probe; a line whose other end is gone has been reset by then. */
const PROBED_AGAIN_MS = 200

/**
 * Lets a server answer clients that half-close: they say with their request that nothing more will come (`nc -N`, some of
 * HTTP/1.0), and wait. One that is gone altogether looks the same; so a client of HTTP/1.1 is sent a word that it passes
 * over (RFC 9110 section 15.2.1), and a second one, which cannot be written where the first came to nobody. `stays` says of
 * an answer that has begun whether it goes on; a stream to one that is gone may never have a next byte.
 */
export function answerHalfClosed(
  server: Server,
  clock: Pick<Clock, 'after'>,
  stays: (answer: ServerResponse) => boolean,
): void {
  const answers = new WeakMap<Socket, ServerResponse>()
  // Node has had this for long, undocumented; without it each line ends with the client's half of it.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.prependListener('request', ({ socket }, answer) => void answers.set(socket, answer))
  server.on('connection', (socket: Socket) => {
    socket.once('end', () => {
      const answer = answers.get(socket)
      if (answer === undefined || answer.writableEnded) return
      if (answer.headersSent) return void (stays(answer) || socket.destroy())
      probe(answer, clock)
    })
  })
}

function probe(answer: ServerResponse, clock: Pick<Clock, 'after'>): void {
  if (answer.req.httpVersion !== '1.1') return
  const say = (): void => {
    if (!answer.headersSent && !answer.destroyed) answer.writeContinue()
  }
  say()
  answer.once('close', clock.after(PROBED_AGAIN_MS, say))
}
