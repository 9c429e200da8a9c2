/**
 * A page of somebody else in the same browser, which knows the door's port and has even got hold of a key: nothing that
 * a browser lets it try changes anything, or tells it anything. Also the same under a name that it has made to lead to
 * 127.0.0.1 (DNS rebinding).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ask } from '../doors/page/page-client.ts'
import { type PageServer, startPageServer } from '../kit/page/page-server.ts'
import { startLoopbackServer } from '../kit/servers/loopback-server.ts'
import { untold } from '../kit/untold.ts'

const REBOUND = 'rebound.example'

const ATTACK = readFileSync(join(import.meta.dirname, '..', 'kit', 'page', 'hostile-page.js'), 'utf8')

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      `--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`,
    ],
  })
})

afterAll(() => browser.close())

/** Calls a function of the attacking script. */
function run<Value>(page: Page, name: string, given: unknown): Promise<Value> {
  return page.evaluate<Value>(`${name}(${JSON.stringify(given)})`)
}

type Door = {
  readonly server: PageServer
  readonly origin: string
  readonly key: string
  /** Addresses that really exist. */
  readonly files: { readonly script: string; readonly style: string }
}

/** A door with one connection behind it, and a key for it. */
async function startDoor(): Promise<Door> {
  const server = await startPageServer()
  await server.add({
    name: 'ward-3',
    system: 'oauth2',
    settings: { baseUrl: 'https://auth.example/', clientId: 'ward', endpoints: { token: '/token' } },
    secrets: { refreshToken: 'a-refresh-token-of-the-ward' },
  })
  const { origin, hostname, port, hash } = new URL(server.address())
  const ticket = hash.slice('#ticket='.length)
  const reply = await ask(Number(port), { hostname, method: 'POST', path: '/api/ticket', json: { ticket } })
  const { value } = reply.json as { value: { key: string } }
  const page = await ask(Number(port), { hostname })
  const paths = [/\/assets\/[^"]+\.js/, /\/assets\/[^"]+\.css/]
  const [script = '', style = ''] = paths.map((path) => path.exec(page.text)?.[0])
  return { server, origin, key: value.key, files: { script, style } }
}

/** Where the other page comes from: another port of this machine is the same site to a browser, another name is not. */
async function startHostile(): Promise<{ sameSite: string; otherSite: string }> {
  const other = await startLoopbackServer(({ path, response }) => {
    response.setHeader('content-type', path === '/attack.js' ? 'text/javascript' : 'text/html')
    response.end(
      path === '/attack.js'
        ? ATTACK
        : '<!doctype html><title>another page</title><body><script src="/attack.js"></script>',
    )
  })
  const { port } = new URL(other.url)
  return { sameSite: other.url, otherSite: `http://localhost:${port}/` }
}

describe('another page', () => {
  it.each(['sameSite', 'otherSite'] as const)('(%s) changes nothing and learns nothing', async (site) => {
    const { server, origin, key, files } = await startDoor()
    const hostile = await startHostile()
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.goto(hostile[site])
    const outcome = await run<Record<string, string>>(page, 'attack', { origin, key, name: 'ward-3', ...files })
    expect(Object.keys(outcome)).toHaveLength(15)
    for (const [what, told] of Object.entries(outcome)) expect(`${what} ${told}`).toMatch(/^\w+ refused: \w+$/)
    expect((await server.keeper.handlers['connections.list']({})).map(({ name }) => name)).toEqual(['ward-3'])
  })

  it('can send a person to the page, but keeps no hold of it', async () => {
    const { origin } = await startDoor()
    const hostile = await startHostile()
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.goto(hostile.otherSite)
    const opened = page.context().waitForEvent('page')
    await run(page, 'visit', `${origin}/`)
    const tab = await opened
    await tab.waitForLoadState()
    expect(await tab.title()).toContain('Everbearer')
    expect(await tab.evaluate('window.opener')).toBe(null)
    await page.waitForFunction('held.closed')
    await tab.close()
  })
})

describe('a name that leads to 127.0.0.1', () => {
  it('gets neither the page nor an answer', async () => {
    const { origin, key } = await startDoor()
    const rebound = `http://${REBOUND}:${new URL(origin).port}`
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.addInitScript(ATTACK)
    const response = await page.goto(`${rebound}/`)
    expect(response?.status()).toBe(403)
    const answers = await run<string[]>(page, 'askOwnOrigin', key)
    const refused = { ok: false, fault: { code: 'request_refused', params: { why: 'host' } } }
    expect(answers.map((text) => untold(JSON.parse(text)))).toEqual([refused, refused, refused])
  })
})
