/**
 * The page's door on a real port of 127.0.0.1, before a real keeper whose other ports are in memory.
 *
 *   const rig = await startPageRig()
 *   const key = await rig.key()
 *   await rig.ask({ method: 'POST', path: '/v1/calls/keeper.status', key, json: {} })
 *   await rig.raw('GET / HTTP/1.1\r\n\r\n')          // byte for byte; gives all that came back until the line closed
 *   const stream = await rig.listen(key)              // stream.events, stream.close()
 *   await rig.clock.advance(60_001)
 */
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { type LoopbackOptions, listenOnLoopback } from '../../../electron/adapters/node/loopback/loopback-http.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import { createPageDoor, type PageCore, type PageDoor, type PageDoorParts } from '../../../electron/doors/page/page.ts'
import type { PageFiles } from '../../../electron/doors/page/page-files.ts'
import type { Bridge, Notice } from '../../../shared/api/contract/contract.ts'
import { NONCE_PLACEHOLDER } from '../../../shared/api/page-placeholders.ts'
import type { HandClock } from '../../kit/hand-clock.ts'
import { type MemoryPorts, memoryPorts } from '../../kit/memory-ports.ts'
import { PATIENCE_MS } from '../../kit/processes/until.ts'
import { type Answer, type Asked, ask } from './page-client.ts'
import { type Listener, listen } from './page-listener.ts'

export type PageRig = {
  readonly port: number
  readonly url: string
  readonly clock: HandClock
  readonly ports: MemoryPorts
  readonly keeper: Keeper
  readonly door: PageDoor
  /** Says to everybody what a keeper would. */
  tell(notice: Notice): void
  /** The keeper goes away or comes back. */
  setKeeper(here: boolean): void
  ask(asked: Asked): Promise<Answer>
  raw(bytes: string | Buffer): Promise<string>
  /** A key, got as the page gets it. */
  key(): Promise<string>
  listen(key: string, lastEventId?: string): Promise<Listener>
  stop(): Promise<void>
}

const text = (content: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(content))

const files: PageFiles = new Map([
  ['/', { content: text(`<meta nonce="${NONCE_PLACEHOLDER}">`), type: 'text/html; charset=utf-8', hashed: false }],
  ['/assets/main-AbCd1234.js', { content: text('export {}'), type: 'text/javascript; charset=utf-8', hashed: true }],
  ['/leaf.svg', { content: text('<svg/>'), type: 'image/svg+xml', hashed: false }],
])

export async function startPageRig(
  limits: NonNullable<LoopbackOptions['limits']> = {},
  startDemo?: PageDoorParts['startDemo'],
  place: Pick<PageDoorParts, 'hostname' | 'isReused' | 'showAgain' | 'copyToken'> = { hostname: '127.0.0.1' },
): Promise<PageRig> {
  const ports = memoryPorts()
  const keeper = createKeeper(ports)
  const said = new Set<(notice: Notice) => void>()
  const watchers = new Set<(here: boolean) => void>()
  const core: PageCore = {
    call: bridgeOf(keeper).call,
    subscribe(listener) {
      said.add(listener)
      const cancel = keeper.subscribe(listener)
      return () => {
        said.delete(listener)
        cancel()
      }
    },
    watchKeeper(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
  }
  const door = createPageDoor({
    ...ports,
    ...place,
    core,
    files,
    openApi: async () => '{}',
    can: { demo: startDemo !== undefined, copyToken: place.copyToken !== undefined, askOver: false },
    ...(startDemo === undefined ? {} : { startDemo }),
  })
  const http = await listenOnLoopback({
    port: 0,
    answer: door.answer,
    unreadable: door.unreadable,
    clock: nodeClock,
    limits,
  })
  await keeper.start()
  const stop = async (): Promise<void> => {
    door.stop()
    await http.stop(200)
    await keeper.stop()
  }
  onTestFinished(stop)
  const { port } = http
  return {
    port,
    url: `http://${place.hostname}:${port}`,
    clock: ports.clock,
    ports,
    keeper,
    door,
    tell: (notice) => said.forEach((listener) => void listener(notice)),
    setKeeper: (here) => watchers.forEach((listener) => void listener(here)),
    ask: (asked) => ask(port, { hostname: place.hostname, ...asked }),
    raw: (bytes) => rawExchange(port, bytes),
    key: () => tradeTicket(port, door.newTicket()),
    listen: (key, lastEventId) => listen(port, key, lastEventId),
    stop,
  }
}

function bridgeOf(keeper: Keeper): Bridge {
  return { call: (name, input) => keeper.handlers[name](input) }
}

async function tradeTicket(port: number, ticket: string): Promise<string> {
  const answer = await ask(port, { method: 'POST', path: '/api/ticket', json: { ticket } })
  const { value } = answer.json as { value: { key: string } }
  return value.key
}

/** Writes these bytes and reads until the other side closes; fails when that does not come. */
function rawExchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let answer = ''
    socket.setEncoding('latin1').on('data', (piece: string) => {
      answer += piece
    })
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no end after: ${answer}`)))
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
}
