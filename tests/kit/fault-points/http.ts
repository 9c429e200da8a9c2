/** HTTP out, with three points (points.ts): before the request, when the server has it, and when its reply is read. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { nodeHttp as realHttp } from '../../../electron/adapters/node/http/http.ts'
import type { Http } from '../../../electron/core/ports.ts'
import { crossed } from './points.ts'

/** From the connection to the last byte in the server's hands, on loopback; servers of such tests act later than this. */
const ARRIVING_MS = 100

export function nodeHttp(options: Parameters<typeof realHttp>[0]): Http {
  const http = realHttp(options)
  return {
    async send(request) {
      crossed('request: made')
      const connecting = nextConnection()
      const answer = http.send(request)
      await Promise.race([answer, connecting.then(() => pause(ARRIVING_MS))])
      crossed('request: sent')
      const outcome = await answer
      crossed('reply: read')
      return outcome
    },
  }
}

function nextConnection(): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const opened = (message: unknown): void => {
    unsubscribe('net.client.socket', opened)
    resolve(once((message as { socket: Socket }).socket, 'connect'))
  }
  subscribe('net.client.socket', opened)
  return promise
}
