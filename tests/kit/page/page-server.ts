/**
 * The built page (dist/page) behind its real door on loopback, before a real keeper whose other ports the test holds.
 *
 *   const server = await startPageServer()
 *   await server.add({ name: 'draw-ward-3', system: 'draw', ... })
 *   server.address()                       // with a fresh ticket, for a browser to open
 *   server.setKeeper(false)                // the host has lost its keeper
 *   server.ports.clock.advance(1_000)
 *   await server.stop(); await server.goOn()   // the host itself goes away and comes back on the same port
 */
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { readBuiltPage } from '../../../electron/adapters/node/loopback/built-page.ts'
import { BOTH_ADDRESSES } from '../../../electron/adapters/node/loopback/loopback-address.ts'
import { type LoopbackHttp, listenOnLoopback } from '../../../electron/adapters/node/loopback/loopback-http.ts'
import { pageName } from '../../../electron/adapters/node/loopback/page-name.ts'
import { nodeRandom } from '../../../electron/adapters/node/random.ts'
import { createKeeper, type Keeper } from '../../../electron/core/keeper.ts'
import { type Answer, consenting, type Question } from '../../../electron/doors/consent.ts'
import { createPageDoor, type PageDoor } from '../../../electron/doors/page/page.ts'
import type { Abilities } from '../../../shared/api/page-protocol.ts'
import { type HandClock, handClock } from '../hand-clock.ts'
import { type MemoryPorts, memoryPorts } from '../memory-ports.ts'
import { until } from '../processes/until.ts'
import { scriptedHttp } from '../servers/scripted-http.ts'

const PAGE_FOLDER = join(resolve(import.meta.dirname, '..', '..', '..'), 'dist', 'page')

export type PageServer = {
  readonly ports: MemoryPorts
  readonly keeper: Keeper
  address(): string
  /** What would have been opened in the person's browser because a page asked for it. */
  readonly shown: readonly string[]
  add(entry: unknown): Promise<void>
  /** The host loses its keeper, or has one again. */
  setKeeper(here: boolean): void
  /** Ends the host; its keeper lives on. */
  stop(): Promise<void>
  /** Another host on the same port, with the same keys unless they were forgotten. */
  goOn(): Promise<void>
  /** As a host that was started anew: it knows no page that was opened before. */
  forgetKeys(): void
}

type AtEnd = (clean: () => Promise<void>) => void
type Options = {
  readonly can?: Partial<Abilities>
  readonly atEnd?: AtEnd
  readonly clock?: HandClock
  /** What somebody outside of the page answers; nobody is there unless it is given. */
  readonly ask?: (question: Question) => Promise<Answer>
  /** Another vault than memory, another host's name. */
  /** Another build of the page than dist/'s. */
  readonly page?: string
  readonly ports?: Partial<Pick<MemoryPorts, 'vault' | 'host' | 'index'>>
}

export async function startPageServer(options: Options = {}): Promise<PageServer> {
  const atEnd: AtEnd = options.atEnd ?? onTestFinished
  const clock = options.clock ?? handClock()
  const http = scriptedHttp(clock, (check) => atEnd(async () => check()))
  const ports: MemoryPorts = { ...memoryPorts({ clock, http }), ...options.ports }
  const keeper = createKeeper(ports)
  const watchers = new Set<(here: boolean) => void>()
  const files = await readBuiltPage(options.page ?? PAGE_FOLDER)
  const hostname = await pageName(nodeRandom)
  const shown: string[] = []
  const newDoor = (): PageDoor =>
    createPageDoor({
      showAgain: async () => shown.push(addressOf(door)) > 0,
      hostname,
      core: {
        call: consenting({ call: (name, input) => keeper.handlers[name](input) }, options.ask ?? (async () => 'nobody'))
          .call,
        subscribe: (listener) => keeper.subscribe(listener),
        watchKeeper(listener) {
          watchers.add(listener)
          return () => watchers.delete(listener)
        },
      },
      files,
      openApi: async () => '{}',
      can: { demo: false, copyToken: false, askOver: false, ...options.can },
      // Tickets age by the real clock: the browser takes its own time to come for them.
      clock: nodeClock,
      random: ports.random,
      digest: ports.digest,
    })
  let door = newDoor()
  await keeper.start()
  const first = await listen(door, 0)
  const { port } = first
  const addressOf = (given: PageDoor) => `http://${hostname}:${port}/#ticket=${given.newTicket()}`
  let listening: LoopbackHttp | null = first
  const stop = async (): Promise<void> => {
    await listening?.stop(0)
    listening = null
  }
  atEnd(async () => {
    door.stop()
    await stop()
    await keeper.stop()
  })
  return {
    ports,
    keeper,
    address: () => addressOf(door),
    shown,
    add: async (entry) => void (await keeper.handlers['connections.add']({ entry })),
    setKeeper: (here) => watchers.forEach((watcher) => void watcher(here)),
    stop,
    async goOn() {
      // Meanwhile the system may have lent it to a connection of somebody else.
      listening = await until('the port to be free again', () => listen(door, port))
    },
    forgetKeys() {
      door.stop()
      door = newDoor()
    },
  }
}

function listen(door: PageDoor, port: number): Promise<LoopbackHttp> {
  return listenOnLoopback({
    port,
    addresses: BOTH_ADDRESSES,
    answer: door.answer,
    unreadable: door.unreadable,
    clock: nodeClock,
  })
}
