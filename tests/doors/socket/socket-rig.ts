/**
 * The keeper's door at a real socket, before the real keeper with some handlers replaced:
 *
 *   const rig = await startSocketRig({ 'connections.list': async () => [] })
 *   await rig.call('connections.list')                    // { status: 200, json: { ok: true, value: [] } }
 *   await rig.ask({ path: '/v1/connections' })
 *   const stream = await rig.listen()                     // what it has sent so far: stream.text()
 *   await rig.raw('GET / HTTP/1.1\r\n\r\n')               // bytes, until the other side ends the connection
 */
import { type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { listenAt } from '../../../electron/adapters/node/keeper-socket/socket-listener.ts'
import { nodeRandom } from '../../../electron/adapters/node/random.ts'
import { createSocketDoor, type SocketDoor } from '../../../electron/doors/socket/socket.ts'
import { keeperServer } from '../../../electron/hosting/keeper-server.ts'
import type { Handlers, Notice } from '../../../shared/api/contract/contract.ts'
import { openApiDocument } from '../../../shared/api/open-api.ts'
import { keeperStandIn } from '../../kit/keeper-stand-in.ts'
import { temporaryFolder } from '../../kit/processes/temporary-folder.ts'

export const SELF = { version: '1.2.3', host: 'agent', pid: 4711 }

type Asked = {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export type Answered = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly json: unknown }

export type SocketRig = {
  readonly path: string
  readonly door: SocketDoor
  readonly ports: ReturnType<typeof keeperStandIn>['ports']
  tell(notice: Notice): void
  ask(asked: Asked): Promise<Answered>
  call(name: string, input?: unknown): Promise<Answered>
  listen(headers?: Readonly<Record<string, string>>): Promise<Listening>
  /** Resolves with all that came once the connection has ended. */
  raw(bytes: string | Buffer, halfClose?: boolean): Promise<string>
  connect(): Promise<Socket>
}

export type Listening = { text(): string; ended(): boolean; pause(): void; resume(): void; destroy(): void }

export async function startSocketRig(replaced: Partial<Handlers> = {}): Promise<SocketRig> {
  const { keeper, tell, ports } = keeperStandIn(replaced)
  const openApi = async () => JSON.stringify(openApiDocument('1.2.3'))
  const parts = { keeper: Promise.resolve(keeper), clock: nodeClock, random: nodeRandom, self: SELF, openApi }
  const door = createSocketDoor(parts)
  const path = join(temporaryFolder(), 'keeper.sock')
  const listener = await listenAt(path, keeperServer(door))
  onTestFinished(async () => {
    door.close()
    listener.cut()
    await listener.close()
  })
  const ask = (asked: Asked) => asking(path, asked)
  return {
    path,
    door,
    ports,
    tell,
    ask,
    call(name, input = {}) {
      const headers = { 'content-type': 'application/json' }
      return ask({ method: 'POST', path: `/v1/calls/${name}`, headers, body: JSON.stringify(input) })
    },
    listen: (headers = {}) => listening(path, headers),
    async raw(bytes, halfClose = false) {
      const socket = await connected(path)
      let heard = ''
      socket.setEncoding('latin1').on('data', (piece: string) => {
        heard += piece
      })
      socket.write(bytes)
      if (halfClose) socket.end()
      await new Promise((resolve) => socket.on('close', resolve))
      return heard
    },
    connect: () => connected(path),
  }
}

function asking(socketPath: string, { body, ...asked }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, agent: false, ...asked }, async (reply) => {
      const parts: Buffer[] = []
      for await (const part of reply) parts.push(part as Buffer)
      const text = Buffer.concat(parts).toString()
      resolve({ status: reply.statusCode ?? 0, headers: reply.headers, json: text === '' ? null : JSON.parse(text) })
    })
    // A server that has said no may close the line while a large body is still on its way.
    sent.on('error', (thrown) => setImmediate(reject, thrown))
    sent.end(body)
  })
}

function listening(socketPath: string, headers: Readonly<Record<string, string>>): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, agent: false, path: '/v1/events', headers }, (reply) => {
      let text = ''
      let ended = false
      reply.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      reply
        .on('error', () => {})
        .on('close', () => {
          ended = true
        })
      onTestFinished(() => void reply.destroy())
      resolve({
        text: () => text,
        ended: () => ended,
        pause: () => void reply.pause(),
        resume: () => void reply.resume(),
        destroy: () => void reply.destroy(),
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

async function connected(path: string): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true })
  socket.on('error', () => {})
  socket.on('end', () => socket.end())
  onTestFinished(() => void socket.destroy())
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return socket
}
