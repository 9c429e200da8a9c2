/**
 * A server of somebody else once held the port of our page, and left in the person's browser what it could: a service
 * worker that answers for the address, scripts in the cache under the names of ours. None of it gets near a ticket. And
 * files that are not those which were built do not run, also those that are loaded only later.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { nodeClock } from '../../../electron/adapters/node/clock.ts'
import { nodeDigest } from '../../../electron/adapters/node/digest.ts'
import { readBuiltPage } from '../../../electron/adapters/node/loopback/built-page.ts'
import { listenAtEach, portOf } from '../../../electron/adapters/node/loopback/loopback-address.ts'
import { listenOnLoopback } from '../../../electron/adapters/node/loopback/loopback-http.ts'
import { nodeRandom } from '../../../electron/adapters/node/random.ts'
import { createPageDoor } from '../../../electron/doors/page/page.ts'
import type { PageFiles } from '../../../electron/doors/page/page-files.ts'
import { startPageHost } from '../../../electron/hosting/page-host.ts'
import { pageIntegrity } from '../../../scripts/build/page-integrity.ts'
import { keeperStandIn } from '../../kit/keeper-stand-in.ts'
import { startWholeBrowser } from '../../kit/page/page-browser.ts'
import { temporaryFolder } from '../../kit/processes/temporary-folder.ts'
import { until } from '../../kit/processes/until.ts'

const browser = await startWholeBrowser(afterAll)

function doorParts(files: PageFiles) {
  const { keeper } = keeperStandIn()
  const core = {
    call: ((name, input) => keeper.handlers[name](input)) as Parameters<typeof createPageDoor>[0]['core']['call'],
    subscribe: keeper.subscribe,
    watchKeeper: () => () => {},
  }
  const ports = { clock: nodeClock, random: nodeRandom, digest: nodeDigest }
  return { ...ports, core, files, openApi: async () => '{}', can: { demo: false, copyToken: false, askOver: false } }
}

/** Takes over every later visit to its origin, and tells the stranger what is in the address. */
const WORKER = `
  self.addEventListener('install', () => self.skipWaiting())
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
  self.addEventListener('fetch', (event) => {
    const trap = '<!doctype html><title>the stranger</title><script>fetch("STRANGER" + location.hash.slice(1), {mode:"no-cors"})</script>'
    if (event.request.mode === 'navigate') event.respondWith(new Response(trap, { headers: { 'content-type': 'text/html' } }))
  })`

const POISON = 'globalThis.poisoned = true\n'

type Stranger = { readonly heard: readonly string[]; readonly port: number; leave(): Promise<void> }

/** Serves at a port of both addresses whatever name it is asked by, for as long as it can, and listens elsewhere too. */
async function startStranger(scripts: readonly string[]): Promise<Stranger> {
  const heard: string[] = []
  const ear = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.end()
  }).listen(0, '127.0.0.1')
  await until('the ear', () => ear.listening)
  onTestFinished(() => void ear.close())
  const worker = WORKER.replace('STRANGER', `http://127.0.0.1:${(ear.address() as AddressInfo).port}/`)
  const serve = () =>
    createServer((request, response) => {
      const path = request.url ?? ''
      const script = path === '/worker.js' || scripts.includes(path)
      response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
      if (scripts.includes(path)) response.setHeader('cache-control', 'max-age=31536000, immutable')
      if (path === '/worker.js') response.end(worker)
      else
        response.end(script ? POISON : `<!doctype html><title>prepared</title>${scripts.map(modulePreload).join('')}`)
    })
  const servers: readonly Server[] = await listenAtEach(['127.0.0.1', '::1'], 0, serve)
  return {
    heard,
    port: servers.map(portOf)[0] ?? 0,
    async leave() {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
    },
  }
}

function modulePreload(path: string): string {
  return `<script type="module" crossorigin src="${path}"></script>`
}

async function newPage(): Promise<Page> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  return context.newPage()
}

const scriptsOf = (files: PageFiles) => [...files.keys()].filter((path) => path.endsWith('.js'))

describe('an address that a stranger served before', () => {
  it('is not the one of the page: what he left for it takes no ticket', async () => {
    const files = await readBuiltPage()
    const stranger = await startStranger(scriptsOf(files))
    const page = await newPage()
    for (const name of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${name}:${stranger.port}/`)
      await page.evaluate(`navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)`)
      expect(await page.evaluate('globalThis.poisoned')).toBe(true)
    }
    await stranger.leave()
    const host = await startPageHost({ ...doorParts(files), port: stranger.port })
    onTestFinished(() => host.close())

    // He is still there for those who come by the old address, which is why nobody is sent to it.
    await page.goto(`http://127.0.0.1:${stranger.port}/#bait`)
    await until('the stranger to answer', () => stranger.heard.includes('/bait'))

    await page.goto(host.address())
    await page.getByRole('navigation').first().waitFor()
    expect(await page.evaluate('globalThis.poisoned')).toBeUndefined()
    expect(await page.evaluate('navigator.serviceWorker.controller')).toBeNull()
    expect(stranger.heard.filter((told) => told.includes('ticket'))).toEqual([])
  })

  it('is cleared where the page has no other: scripts of his in the cache do not run', async () => {
    const files = await readBuiltPage()
    const stranger = await startStranger(scriptsOf(files))
    const before = await newPage()
    await before.goto(`http://127.0.0.1:${stranger.port}/`)
    await before.evaluate(`localStorage.setItem('left', 'behind')`)
    const page = await before.context().newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await stranger.leave()
    const door = createPageDoor({ ...doorParts(files), hostname: '127.0.0.1', isReused: true })
    const http = await listenOnLoopback({
      port: stranger.port,
      answer: door.answer,
      unreadable: door.unreadable,
      clock: nodeClock,
    })
    onTestFinished(() => http.stop(0))
    await page.goto(`http://127.0.0.1:${http.port}/#ticket=${door.newTicket()}`)
    await page
      .getByRole('navigation')
      .first()
      .waitFor()
      .catch(() => expect(complaints).toEqual([]))
    expect(await page.evaluate('globalThis.poisoned')).toBeUndefined()
    expect(await page.evaluate(`localStorage.getItem('left')`)).toBeNull()
    // The key that the page got meanwhile is not cleared with the rest.
    await page.reload()
    await page.getByRole('navigation').first().waitFor()
  })
})

/** Serves these files under our own headers. */
async function served(files: PageFiles): Promise<string> {
  const host = await startPageHost({ ...doorParts(files), port: 0 })
  onTestFinished(() => host.close())
  return host.address()
}

/** The same files, of which one is not what was built. */
function tampered(files: PageFiles, path: string, more: string): PageFiles {
  const file = files.get(path)
  if (file === undefined) throw new Error(`there is no ${path}`)
  return new Map([...files, [path, { ...file, content: new Uint8Array([...file.content, ...Buffer.from(more)]) }]])
}

describe('a file that is not what was built', () => {
  it('does not run in the page, and does not style it', async () => {
    const files = await readBuiltPage()
    const style = [...files.keys()].find((path) => path.endsWith('.css')) ?? ''
    const page = await newPage()
    // The one that the page begins with, and the one that this begins.
    for (const name of ['/index-', '/main-']) {
      const script = scriptsOf(files).find((path) => path.includes(name)) ?? ''
      await page.goto(await served(tampered(files, script, `\n;${POISON}`)))
      expect(await page.evaluate('globalThis.poisoned')).toBeUndefined()
      expect(await page.locator('#root').innerHTML()).toBe('')
    }
    await page.goto(await served(tampered(files, style, '\nbody { outline: 7px solid }')))
    await page.getByRole('navigation').first().waitFor()
    expect(await page.evaluate('getComputedStyle(document.body).outlineWidth')).not.toBe('7px')
  })

  it('is refused as well when it is loaded only later', async () => {
    const files = await readBuiltPage(await builtWithLaterPart())
    const later = scriptsOf(files).find((path) => path.includes('later')) ?? ''
    const page = await newPage()
    await page.goto(await served(files))
    expect(await page.evaluate('globalThis.load()')).toBe('later: as built')
    await page.goto(await served(tampered(files, later, `\n;${POISON}`)))
    expect(await page.evaluate('globalThis.load()')).toMatch(/^refused/)
    expect(await page.evaluate('globalThis.poisoned')).toBeUndefined()
  })
})

/** A small page that loads a part of itself later, built as ours is. */
async function builtWithLaterPart(): Promise<string> {
  const root = temporaryFolder()
  const source = {
    'index.html': '<!doctype html><title>parts</title><script type="module" src="./main.js"></script>',
    'main.js': `globalThis.load = () => import('./later.js').then(({ say }) => say, (thrown) => 'refused: ' + thrown.name)`,
    'later.js': `import './later.css'\nexport const say = 'later: as built'`,
    'later.css': 'body { color: red }',
  }
  mkdirSync(join(root, 'page'))
  for (const [name, text] of Object.entries(source)) writeFileSync(join(root, 'page', name), text)
  const outDir = join(root, 'dist')
  await build({
    configFile: false,
    logLevel: 'silent',
    root: join(root, 'page'),
    base: './',
    plugins: [pageIntegrity()],
    build: { outDir, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  })
  return outDir
}
