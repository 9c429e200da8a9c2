/**
 * A keeper's end of the local socket, played by a test over real HTTP:
 *
 *   const keeper = await playedKeeper(path, { call: async (name) => ({ ok: true, value: {} }) })
 *   keeper.say('notice', { notice: 'keeper.leaving' })
 *   keeper.asked                     // every call so far, by its name
 *   keeper.leave()                   // ends all that is open
 */
import { createServer, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { API } from '../../shared/api/addresses.ts'
import { PROTOCOL } from '../../shared/api/hello.ts'

export const HELLO = { protocol: PROTOCOL, version: '1.2.3', host: 'agent', pid: 4711 }

type Play = {
  /** Null says nothing at all. */
  readonly hello?: object | null
  readonly call?: (name: string, input: unknown) => Promise<unknown>
  /** Whether a question if it is there is answered. */
  readonly isThere?: () => boolean
}

export type PlayedKeeper = {
  readonly asked: { readonly name: string; readonly input: unknown }[]
  /** How often it was asked whether it is there. */
  looks(): number
  listeners(): number
  say(event: string, data: unknown): void
  leave(): void
}

export async function playedKeeper(path: string, play: Play = {}): Promise<PlayedKeeper> {
  const { hello = HELLO, call = async () => ({ ok: true, value: [] }), isThere = () => true } = play
  const asked: { name: string; input: unknown }[] = []
  const listeners = new Set<ServerResponse>()
  let looks = 0
  const server = createServer(async (request, response) => {
    const { url = '' } = request
    if (url === API.keeper) {
      looks += 1
      if (isThere()) response.end(JSON.stringify(hello))
    } else if (url === API.events) {
      listeners.add(response.on('close', () => listeners.delete(response)))
      if (hello === null) return
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`event: hello\ndata: ${JSON.stringify(hello)}\n\nevent: reset\ndata: {}\n\n`)
    } else {
      const name = url.slice(API.calls.length + 1)
      let body = ''
      for await (const piece of request.setEncoding('utf8')) body += piece
      const input: unknown = JSON.parse(body)
      asked.push({ name, input })
      const reply = await call(name, input)
      response.end(typeof reply === 'string' ? reply : JSON.stringify(reply))
    }
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const leave = () => {
    server.close()
    server.closeAllConnections()
  }
  onTestFinished(leave)
  return {
    asked,
    looks: () => looks,
    listeners: () => listeners.size,
    say: (event, data) => {
      for (const one of listeners) one.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    leave,
  }
}
