import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps a server's connections at a number. Any user of the computer can open hundreds and say nothing on them: when
 * one more comes, the oldest on which no request is being answered makes room, those first that never asked for anything.
 */
export type ConnectionCrowd = { watch(server: Server): void }

export function connectionCrowd(most: number): ConnectionCrowd {
  /** In the order in which they came, with the last answer that each was promised. */
  const connections = new Map<Socket, ServerResponse | null>()

  function oldestIdle(): Socket | undefined {
    const idle = [...connections].filter(([, answer]) => answer === null || answer.writableFinished)
    return (idle.find(([, answer]) => answer === null) ?? idle[0])?.[0]
  }

  return {
    watch(server) {
      server.on('connection', (socket: Socket) => {
        if (connections.size >= most) {
          const leaving = oldestIdle()
          if (leaving === undefined) return void socket.destroy()
          connections.delete(leaving)
          leaving.destroy()
        }
        connections.set(socket, null)
        socket.once('close', () => connections.delete(socket))
      })
      server.prependListener('request', ({ socket }, answer) => connections.set(socket, answer))
    },
  }
}
