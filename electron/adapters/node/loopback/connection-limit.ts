import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps a server's connections at a number. Any user of the computer can open hundreds and say nothing on them: when
 * one more comes, the oldest on which no request is being answered makes room, those first that never asked for anything.
 */
export type ConnectionLimit = { watch(server: Server): void }

type Line = { readonly socket: Socket; answer: Pick<ServerResponse, 'writableFinished'> | null }

/** Of a line that speaks another protocol from then on (a WebSocket): it is never idle, and ends by itself. */
const NEVER_DONE: Line['answer'] = { writableFinished: false }

export function connectionLimit(most: number): ConnectionLimit {
  /** In the order in which they came, with the last answer that each was promised. Under TLS a request names another socket, of the same ends. */
  const lines = new Map<string | Socket, Line>()
  /** By the socket that its requests name. */
  const asked = new WeakMap<Socket, Line>()

  function lineOf(socket: Socket): Line | undefined {
    const line = asked.get(socket) ?? lines.get(endsOf(socket))
    if (line !== undefined && line.answer === null) asked.set(socket, line)
    return line
  }

  function oldestIdle(): [string | Socket, Line] | undefined {
    const idle = [...lines].filter(([, { answer }]) => answer === null || answer.writableFinished)
    return idle.find(([, { answer }]) => answer === null) ?? idle[0]
  }

  return {
    watch(server) {
      server.on('connection', (socket: Socket) => {
        if (lines.size >= most) {
          const leaving = oldestIdle()
          if (leaving === undefined) return void socket.destroy()
          lines.delete(leaving[0])
          leaving[1].socket.destroy()
        }
        const ends = endsOf(socket)
        const line: Line = { socket, answer: null }
        lines.set(ends, line)
        socket.once('close', () => {
          if (lines.get(ends) === line) lines.delete(ends)
        })
      })
      const promised = (socket: Socket, answer: Line['answer']): void => {
        const line = lineOf(socket)
        if (line !== undefined) line.answer = answer
      }
      server.prependListener('request', ({ socket }, answer) => promised(socket, answer))
      // A listener alone would make of each upgrade one that is wanted.
      if (server.listenerCount('upgrade') > 0)
        server.prependListener('upgrade', ({ socket }) => promised(socket, NEVER_DONE))
    },
  }
}

/** No two connections have the same ones at a time; those of a socket file have none, and no TLS. */
function endsOf(socket: Socket): string | Socket {
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (remotePort === undefined) return socket
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`
}
