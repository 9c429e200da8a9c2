/** Chromium for the stand-in: one context, in which each window is a page. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type CDPSession, chromium, type Page, type Route } from 'playwright-core'
import { chromiumPath, QUIET } from '../page/chromium.ts'
import { handlers } from './modelled.ts'
import { BINDING, MAIN_WORLD, PRELOAD_WORLD, preloadWorld } from './renderer-side.ts'

/** `app://NAME/` for main, `https://NAME.app.localhost/` for Chromium, which aborts schemes that it does not know. */
export function outside(url: string): string {
  return url.replace(/^app:\/\/([^/]+)/, 'https://$1.app.localhost')
}
export function inside(url: string): string {
  return url.replace(/^https:\/\/([^/]+)\.app\.localhost/, 'app://$1')
}

let context: Promise<BrowserContext> | null = null
const profile = mkdtempSync(join(tmpdir(), 'eb-window-'))

function theContext(): Promise<BrowserContext> {
  context ??= open()
  return context
}

async function open(): Promise<BrowserContext> {
  const opened = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: [...QUIET, '--remote-debugging-port=0'],
    viewport: null,
  })
  await opened.route(/^https:\/\/[^/]+\.app\.localhost\//, answerFrom)
  // Nothing else may be reached: the page has no business on any network.
  await opened.route(/^(?!https:\/\/[^/]+\.app\.localhost\/)(https?|wss?):/, (route) => route.abort())
  process.once('exit', () => void opened.close())
  return opened
}

/** Where a test can attach to this Chromium. */
export async function debuggingAddress(): Promise<string> {
  await theContext()
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
  return `http://127.0.0.1:${port}`
}

export async function closeChromium(): Promise<void> {
  await (await context)?.close()
}

async function answerFrom(route: Route): Promise<void> {
  const asked = route.request()
  const handler = handlers.get('app')
  if (handler === undefined) return route.abort()
  const answer = await handler(new Request(inside(asked.url()), { method: asked.method() }))
  const body = Buffer.from(await answer.arrayBuffer())
  await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
}

export type Message = { id: number; channel: string; args: unknown[]; href: string }

export type Line = {
  readonly page: Page
  /** Says something to the preload's world. */
  say(what: 'standInReply' | 'standInEvent', detail: object): Promise<void>
  crash(): Promise<void>
}

/** A new page with a preload in a world of its own; `heard` gets what that sends to main. */
export async function newPage(preload: string, heard: (message: Message) => void): Promise<Line> {
  const chrome = await theContext()
  const page =
    chrome.pages().find((each) => each.url() === 'about:blank' && !taken.has(each)) ?? (await chrome.newPage())
  taken.add(page)
  const session = await chrome.newCDPSession(page)
  let world: string | null = null
  session.on('Runtime.executionContextCreated', ({ context: made }) => {
    if (made.name === PRELOAD_WORLD) world = (made as { uniqueId?: string }).uniqueId ?? null
  })
  session.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === BINDING) heard(JSON.parse(payload) as Message)
  })
  await prepare(session, preload)
  return {
    page,
    async say(what, detail) {
      if (world === null) return
      const expression = `globalThis.${what}?.(${JSON.stringify(detail)})`
      await session.send('Runtime.evaluate', { expression, uniqueContextId: world }).catch(() => {})
    },
    async crash() {
      void session.send('Page.crash').catch(() => {})
    },
  }
}

const taken = new WeakSet<Page>()

async function prepare(session: CDPSession, preload: string): Promise<void> {
  await session.send('Page.enable')
  await session.send('Runtime.enable')
  await session.send('Runtime.addBinding', { name: BINDING, executionContextName: PRELOAD_WORLD })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: MAIN_WORLD })
  const source = preloadWorld(readFileSync(preload, 'utf8'))
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: PRELOAD_WORLD })
}
