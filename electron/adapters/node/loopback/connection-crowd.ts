import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps a server's connections at a number. Any user of the computer can open hundreds and say nothing on them: when
 * one more comes, the oldest on which no request is being answered makes room, those first that never asked for anything.
 */
export type ConnectionCrowd = { watch(server: Server): void }

export function connectionCrowd(most: number): ConnectionCrowd {
  /** In the order in which they came. */
  const connections = new Set<Socket>()
  const answering = new Set<Socket>()
  const haveAsked = new WeakSet<Socket>()

  function oldestIdle(): Socket | undefined {
    const idle = [...connections].filter((socket) => !answering.has(socket))
    return idle.find((socket) => !haveAsked.has(socket)) ?? idle[0]
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
        connections.add(socket)
        socket.once('close', () => {
          connections.delete(socket)
          answering.delete(socket)
        })
      })
      server.prependListener('request', ({ socket }, answer) => {
        answering.add(socket)
        answer.once('close', () => {
          answering.delete(socket)
          haveAsked.add(socket)
        })
      })
    },
  }
}
