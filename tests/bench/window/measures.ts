import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { manyConnections } from '../../kit/page/many-connections.ts'
import { measured } from '../measured.ts'

/** When the first of these is painted, in ms from the beginning of the navigation, without the time that the stand-in took for itself. */
const FIRST = `{
  const seen = new MutationObserver(() => {
    if (document.querySelector('WHAT') === null) return
    seen.disconnect()
    requestAnimationFrame(() => setTimeout(() => { globalThis.firstAt = performance.now() - (globalThis.many?.madeIn ?? 0) }))
  })
  seen.observe(document, { subtree: true, childList: true })
}`

export async function firstPaint(browser: Browser, url: string, what: string, script = ''): Promise<number> {
  const context = await newContext(browser)
  try {
    const page = await context.newPage()
    await page.addInitScript({ content: `${script}\n${FIRST.replace('WHAT', what)}` })
    await page.goto(url)
    await page.waitForFunction('globalThis.firstAt !== undefined', undefined, { timeout: 60_000 })
    return Number(await page.evaluate('globalThis.firstAt'))
  } finally {
    await context.close()
  }
}

/** Milliseconds of the processor that the page takes until the first of these is there, the stand-in's included. */
export async function processorUntil(browser: Browser, url: string, what: string, script = ''): Promise<number> {
  const context = await newContext(browser)
  try {
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    const there = Promise.withResolvers<number>()
    await page.exposeFunction('isThere', async () => there.resolve(await metric(cdp, 'TaskDuration')))
    await page.addInitScript({ content: `${script}\n${FIRST.replace('WHAT', what)}` })
    await page.goto(url)
    await page.waitForFunction('globalThis.firstAt !== undefined && (isThere(), true)', undefined, { timeout: 60_000 })
    return (await there.promise) * 1_000
  } finally {
    await context.close()
  }
}

/** A page with so many connections, its list there; with what Chromium tells of it. */
export async function openWith(browser: Browser, url: string, count: number, noticeEveryMs: number | null = null) {
  const context = await newContext(browser)
  const page = await context.newPage()
  await page.addInitScript({ content: windowScript(count, noticeEveryMs) })
  await page.goto(url)
  await page.waitForSelector('tr[data-id]', { timeout: 60_000 })
  const cdp = await context.newCDPSession(page)
  // By the processor: what else the machine does is not the page's.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  // The other screens come after the first one.
  await page.waitForTimeout(2_000)
  return { context, page, cdp }
}

export function windowScript(count: number, noticeEveryMs: number | null = null): string {
  return `{${manyConnections({ count, now: Date.now(), noticeEveryMs })}}`
}

function newContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce', locale: 'en-GB' })
}

async function metric(cdp: CDPSession, name: string): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find((each) => each.name === name)?.value ?? Number.NaN
}

/** What follows an input until it is all done: a list that is asked anew waits a little for the next letter. */
const SETTLED_MS = 180
const LETTERS = [
  'w',
  'a',
  'r',
  'd',
  '-',
  '1',
  'Backspace',
  'Backspace',
  'Backspace',
  'Backspace',
  'Backspace',
  'Backspace',
]
const STEPS = ['j', 'j', 'ArrowDown', 'PageDown', 'PageDown', 'k', 'x', 'End', 'Home', 'x']

/** Milliseconds of the processor in script for each input, the list's answer included: letters in the search, steps in the list. */
export async function scriptPerInput({ page, cdp }: { page: Page; cdp: CDPSession }): Promise<readonly number[]> {
  const taken: number[] = []
  const pressAll = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      const before = await metric(cdp, 'ScriptDuration')
      await page.keyboard.press(key)
      await page.waitForTimeout(SETTLED_MS)
      taken.push(((await metric(cdp, 'ScriptDuration')) - before) * 1_000)
    }
  }
  await page.keyboard.press('/')
  await pressAll(LETTERS)
  await page.evaluate('document.activeElement.blur()')
  await pressAll(STEPS)
  return taken
}

export type Return = { readonly ms: number; readonly processorMs: number }

/** From the address of the overview to its first rows, coming from another screen; by the clock and by the processor. */
export async function returnToList({ page, cdp }: { page: Page; cdp: CDPSession }): Promise<Return> {
  const times: number[] = []
  const processor: number[] = []
  for (let round = 0; round < 7; round += 1) {
    await page.evaluate(`location.hash = '#/journal'`)
    await page.waitForSelector('tr[data-id]', { state: 'detached' })
    await page.waitForTimeout(300)
    const before = await metric(cdp, 'TaskDuration')
    times.push(
      Number(
        await page.evaluate(`new Promise((resolve) => {
          const begun = performance.now()
          const seen = new MutationObserver(() => {
            if (document.querySelector('tr[data-id]') === null) return
            seen.disconnect()
            resolve(performance.now() - begun)
          })
          seen.observe(document.body, { subtree: true, childList: true })
          location.hash = '#/'
        })`),
      ),
    )
    processor.push(((await metric(cdp, 'TaskDuration')) - before) * 1_000)
  }
  return { ms: measured(times).median, processorMs: measured(processor).median }
}

/** What the page holds once all that nobody needs any more is gone, in MB; the stand-in's own connections included. */
export async function heapMb(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  return Math.round(((await metric(cdp, 'JSHeapUsedSize')) / 1_048_576) * 10) / 10
}

/** As many notices as come in an hour, one per 100 ms, as fast as they are taken. */
export async function anHourOfNotices(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const { views, changed } = globalThis.many
    for (let told = 0; told < 36_000; told += 1) {
      const view = views[(told * 37) % views.length]
      changed(view, { generation: view.generation + 1 })
      if (told % 100 === 0) await new Promise((resolve) => setTimeout(resolve))
    }
  })()`)
}

export type Recording = {
  /** Milliseconds of the processor in the longest task of the page: what it adds to a frame itself, whatever else the machine does. */
  readonly longestTask: number
  readonly frames: number
  readonly slow: number
  readonly longest: number
  readonly changes: number
}

/** Frames while connections change and somebody scrolls: those that came over 50 ms after the one before, and how many changed meanwhile. */
export async function recordFrames(browser: Browser, page: Page, ms: number): Promise<Recording> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] })
  const seen = (await page.evaluate(`new Promise((resolve) => {
    const main = document.querySelector('main')
    const began = performance.now()
    const before = many.ticks
    let last = began, frames = 0, slow = 0, longest = 0
    const frame = (now) => {
      const gap = now - last
      last = now
      frames += 1
      if (gap > 50) slow += 1
      longest = Math.max(longest, gap)
      main.scrollTop += 12
      if (now - began < ${ms}) requestAnimationFrame(frame)
      else resolve({ frames, slow, longest: Math.round(longest), changes: many.ticks - before })
    }
    requestAnimationFrame(frame)
  })`)) as Omit<Recording, 'longestTask'>
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] }
  return { ...seen, longestTask: longestTask(traceEvents) }
}

/** Chromium's Trace Event Format; `tdur` in microseconds of the thread's processor. */
type TraceEvent = { readonly name: string; readonly pid: number; readonly tid: number; readonly tdur?: number }

/** Of the thread that paints the page. */
function longestTask(events: readonly TraceEvent[]): number {
  const painting = events.find(({ name }) => name === 'FireAnimationFrame')
  const tasks = events.filter(
    ({ name, pid, tid }) => name === 'RunTask' && pid === painting?.pid && tid === painting.tid,
  )
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000
}
