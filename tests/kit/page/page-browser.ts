/**
 * The system's Chromium with a page of ours in it, without its windows where a package brings it so. Whatever the page reports (errors, refused styles or scripts,
 * requests elsewhere) fails the test.
 *
 *   const browser = await startBrowser()            // for a test; startBrowser(afterAll) for all of a file
 *   const page = await openPage(browser, server.address(), { scheme: 'dark', width: 360, now: clock.now() })
 *   await page.getByRole('heading', { level: 1 }).innerText()
 */
import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { TICKET_IN_ADDRESS } from '../../../shared/api/page-addresses.ts'
import { PATIENCE_MS } from '../processes/until.ts'
import { chromiumPath, headlessShellPath, QUIET } from './chromium.ts'

type AtEnd = (clean: () => Promise<void>) => void

/** By program: a worker keeps it for its next test, for whom it is as new once its contexts are closed. Ends with the worker. */
const running = new Map<string, Promise<Browser>>()

/** A page that is there for seconds alone takes longer to be compiled well than it gains by it. */
const SHORT_LIVED = ['--js-flags=--no-opt,--no-maglev']

/** `flags` for who measures what a page takes. */
export function startBrowser(atEnd: AtEnd = onTestFinished, flags: readonly string[] = SHORT_LIVED): Promise<Browser> {
  return launch(headlessShellPath(), atEnd, flags)
}

/** For what is about a browser rather than a page: what it remembers, where it is sent to, a person's whole way. */
export function startWholeBrowser(atEnd: AtEnd = onTestFinished): Promise<Browser> {
  return launch(chromiumPath(), atEnd)
}

async function launch(executablePath: string, atEnd: AtEnd, flags: readonly string[] = []): Promise<Browser> {
  const kept = await running.get(executablePath)
  const started = kept?.isConnected() ? kept : chromium.launch({ executablePath, args: [...QUIET, ...flags] })
  running.set(executablePath, Promise.resolve(started))
  const browser = await started
  atEnd(async () => {
    for (const context of browser.contexts()) await context.close()
  })
  return browser
}

export type Looks = {
  readonly scheme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  /** Stops the page's clock at this moment (UTC ms); timers go on. */
  readonly now?: number
  readonly zone?: string
}

export type OpenedPage = Page & {
  /** What the page has reported so far. */
  readonly complaints: readonly string[]
  /** For a test that breaks the page or its line: it may report that, now or at any moment until it is closed. */
  mayComplain(): void
}

/** `address` null leaves the page empty, for tests that prepare more before they open it. */
export async function openPage(
  browser: Browser,
  address: string | null,
  looks: Looks = {},
  atEnd: AtEnd = onTestFinished,
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: looks.width ?? 1280, height: looks.height ?? 860 },
    colorScheme: looks.scheme ?? 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: looks.zone ?? 'UTC',
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const complaints: string[] = []
  let mayComplain = false
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!/^http:\/\/([0-9a-f]{32}\.localhost|127\.0\.0\.1):/.test(request.url()))
      complaints.push(`asked for ${request.url()}`)
  })
  if (looks.now !== undefined) await page.clock.setFixedTime(looks.now)
  atEnd(async () => {
    await context.close()
    if (complaints.length > 0 && !mayComplain) throw new Error(`the page complained: ${complaints.join('\n')}`)
  })
  if (address !== null) await page.goto(address)
  // A screen's address would stand where the ticket does, and overwrite it before it is read.
  if (address?.includes(`#${TICKET_IN_ADDRESS}=`))
    await page.waitForURL(({ hash }) => !hash.includes(TICKET_IN_ADDRESS))
  return Object.assign(page, {
    complaints,
    mayComplain() {
      mayComplain = true
    },
  })
}
