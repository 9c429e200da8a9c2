import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Limits a server's connections. Any user of the computer can open hundreds and stay silent: when one more comes, an idle
 * one is closed, first the oldest that never sent a request, else the oldest whose answer is finished.
 */
export type ConnectionLimit = { watch(server: Server): void }

type Connection = { readonly socket: Socket; answer: Pick<ServerResponse, 'writableFinished'> | null }

/** For a connection after an upgrade (a WebSocket): it is never idle, and ends by itself. */
const NEVER_FINISHED: Connection['answer'] = { writableFinished: false }

export function connectionLimit(most: number): ConnectionLimit {
  /** In order of arrival, with the response to the latest request. By addresses, since a TLS request names another socket than `connection` did. */
  const connections = new Map<string | Socket, Connection>()
  /** By the socket that its requests name. */
  const connectionBySocket = new WeakMap<Socket, Connection>()

  function connectionOf(socket: Socket): Connection | undefined {
    const connection = connectionBySocket.get(socket) ?? connections.get(addressesOf(socket))
    if (connection !== undefined && connection.answer === null) connectionBySocket.set(socket, connection)
    return connection
  }

  function oldestIdle(): [string | Socket, Connection] | undefined {
    const idle = [...connections].filter(([, { answer }]) => answer === null || answer.writableFinished)
    return idle.find(([, { answer }]) => answer === null) ?? idle[0]
  }

  return {
    watch(server) {
      server.on('connection', (socket: Socket) => {
        if (connections.size >= most) {
          const evicted = oldestIdle()
          if (evicted === undefined) return void socket.destroy()
          connections.delete(evicted[0])
          evicted[1].socket.destroy()
        }
        const addresses = addressesOf(socket)
        const connection: Connection = { socket, answer: null }
        connections.set(addresses, connection)
        socket.once('close', () => {
          if (connections.get(addresses) === connection) connections.delete(addresses)
        })
      })
      const setAnswer = (socket: Socket, answer: Connection['answer']): void => {
        const connection = connectionOf(socket)
        if (connection !== undefined) connection.answer = answer
      }
      server.prependListener('request', ({ socket }, answer) => setAnswer(socket, answer))
      // A first `upgrade` listener would make Node accept upgrades.
      if (server.listenerCount('upgrade') > 0)
        server.prependListener('upgrade', ({ socket }) => setAnswer(socket, NEVER_FINISHED))
    },
  }
}

/** Unique among open connections. A socket file's connection has no addresses and no TLS: then the socket itself. */
function addressesOf(socket: Socket): string | Socket {
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (remotePort === undefined) return socket
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`
}
