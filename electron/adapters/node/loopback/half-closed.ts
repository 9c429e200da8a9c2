import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../../core/ports.ts'

/** Ms after the first probe; a connection whose client is gone has been reset by then. */
const SECOND_PROBE_MS = 200

/**
 * Lets a server answer clients that half-close: they send FIN with their request (`nc -N`, some of HTTP/1.0) and wait. A
 * client that is gone looks the same, so HTTP/1.1 clients are probed with `100 Continue`, which they ignore (RFC 9110
 * section 15.2.1), twice: the second write fails where nobody took the first. `stays` says whether an answer that has begun
 * goes on; a stream to a client that is gone may never have a next byte.
 */
export function answerHalfClosed(
  server: Server,
  clock: Pick<Clock, 'after'>,
  stays: (answer: ServerResponse) => boolean,
): void {
  const answers = new WeakMap<Socket, ServerResponse>()
  // An undocumented option of Node; without it a half-closed connection is closed.
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
  const sendContinue = (): void => {
    if (!answer.headersSent && !answer.destroyed) answer.writeContinue()
  }
  sendContinue()
  answer.once('close', clock.after(SECOND_PROBE_MS, sendContinue))
}
