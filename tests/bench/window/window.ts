import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { firstFrame } from '../../../electron/desktop/window/first-frame.ts'
import type { Remembered } from '../../../shared/api/contract/contract.ts'
import { firstFrameTextsFor } from '../../../shared/text/first-frame-texts.ts'
import { startBrowser } from '../../kit/page/page-browser.ts'
import type { Figure } from '../figure.ts'
import { measured } from '../measured.ts'
import { blankPage } from './blank-page.ts'
import {
  anHourOfNotices,
  firstPaint,
  heapMb,
  openWith,
  processorUntil,
  recordFrames,
  returnToList,
  scriptPerInput,
  windowScript,
} from './measures.ts'
import { type PageHost, servePage } from './page-host.ts'

/** Goals: first rows by the blank page's first paint, script per input and the way back in ms, heap in MB, frames over 50 ms. */
const GOALS = {
  firstRows: 1.5,
  inputAt: { 1000: 16, 10000: 50 },
  back: 50,
  heap: 40,
  growth: 1,
  slowFrames: 0,
  /** Of one frame, by the processor. */
  task: 50,
} as const
const COUNTS = [1_000, 10_000] as const
const ROUNDS = 5
const PAGE = join(import.meta.dirname, '..', '..', '..', 'dist', 'page')
const FRAMES_MS = 10_000
/** A thousand connections change while the frames are counted. */
const CHANGE_EVERY_MS = 10

export type WindowResult = {
  readonly bench: 'window'
  readonly figures: readonly Figure[]
  readonly goals: typeof GOALS
  readonly missed: readonly string[]
  readonly goalReached: boolean
}

/** The page in Chromium with a thousand and ten thousand connections, beside a blank React page in the same run. */
export async function benchWindow(): Promise<{ result: WindowResult; lines: string[] }> {
  const clean: (() => Promise<void>)[] = []
  const atEnd = (work: () => Promise<void>): void => void clean.unshift(work)
  try {
    const browser = await startBrowser(atEnd, [])
    // Kept for a worker's next test, it would keep this process as well.
    atEnd(() => browser.close())
    const blank = await servePage(await blankPage(atEnd), atEnd)
    const page = await servePage(PAGE, atEnd)
    const figures: Figure[] = []
    const missed: string[] = []
    const note = (name: string, value: number, unit: string, goal: number | null, against = 'the goal'): void => {
      const rounded = Math.round(value * 100) / 100
      figures.push({
        name,
        value: rounded,
        unit,
        against,
        ratio: goal === null || goal === 0 ? 1 : Math.round((100 * value) / goal) / 100,
      })
      if (goal !== null && value > goal) missed.push(name)
    }
    await firstRows(browser, { blank, windows: await windowsWith(atEnd) }, figures, missed)
    await processorOfOpening(browser, { blank, windows: await windowsWith(atEnd) }, figures)
    for (const count of COUNTS) await withMany(browser, page, count, note)
    note('processes that wait for a processor', loadavg()[0] ?? 0, 'processes', null, `${cpus().length} processors`)
    return told(figures, missed)
  } finally {
    for (const work of clean) await work()
  }
}

type Browser = Awaited<ReturnType<typeof startBrowser>>
type Note = (name: string, value: number, unit: string, goal: number | null, against?: string) => void

type Windows = ReadonlyMap<number, PageHost>

/** The page as the desktop serves it (electron/desktop/window/protocol.ts): with the list as it was last seen in it. */
async function windowsWith(atEnd: (work: () => Promise<void>) => void): Promise<Windows> {
  const windows = new Map<number, PageHost>()
  const texts = firstFrameTextsFor('en')
  for (const count of COUNTS) windows.set(count, await servePage(PAGE, atEnd, firstFrame(remembered(count), texts)))
  return windows
}

function remembered(count: number): readonly Remembered[] {
  return Array.from({ length: count }, (_none, n) => ({
    ...{ id: `id-${n}`, name: `draw-ward-${n + 1}`, system: 'draw', state: 'valid', renewable: true },
    ...{ expiresAt: null, refreshAt: null },
  }))
}

/** What a person sees first, and what can be pressed; in turn, so that whatever else this machine does falls on all alike. */
async function firstRows(
  browser: Browser,
  { blank, windows }: { blank: PageHost; windows: Windows },
  figures: Figure[],
  missed: string[],
): Promise<void> {
  const times = new Map<string, number[]>()
  const take = (name: string, ms: number) => times.set(name, [...(times.get(name) ?? []), ms])
  for (let round = 0; round < ROUNDS; round += 1) {
    take('blank', await firstPaint(browser, blank.url, '#root p'))
    for (const [count, { url }] of windows) {
      // Names in them can be pressed from then on (electron/desktop/window/first-frame.ts); all else comes with the whole list.
      take(`first rows of ${count}`, await firstPaint(browser, url, 'main tbody a', windowScript(count)))
      take(`whole list of ${count}`, await firstPaint(browser, url, 'tr[data-id]', windowScript(count)))
    }
  }
  const { median: bare } = measured(times.get('blank') ?? [])
  for (const [name, taken] of times) {
    if (name === 'blank') continue
    const { median: value } = measured(taken)
    const ratio = Math.round((100 * value) / bare) / 100
    figures.push({ name, value, unit: 'ms', against: 'first paint of a blank React page', ratio })
    if (name.startsWith('first rows') && ratio > GOALS.firstRows) missed.push(name)
  }
}

/** The same by the processor, which other programs do not lengthen. */
async function processorOfOpening(
  browser: Browser,
  { blank, windows }: { blank: PageHost; windows: Windows },
  figures: Figure[],
): Promise<void> {
  const median = async (url: string, what: string, script: string): Promise<number> => {
    const taken: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) taken.push(await processorUntil(browser, url, what, script))
    return measured(taken).median
  }
  const bare = await median(blank.url, '#root p', '')
  for (const [count, { url }] of windows) {
    const value = await median(url, 'tr[data-id]', windowScript(count))
    const ratio = Math.round((100 * value) / bare) / 100
    figures.push({
      name: `processor until the whole list of ${count}`,
      value,
      unit: 'ms',
      against: 'a blank React page',
      ratio,
    })
  }
}

async function withMany(browser: Browser, host: PageHost, count: (typeof COUNTS)[number], note: Note): Promise<void> {
  host.bytes()
  const opened = await openWith(browser, host.url, count)
  if (count === 1_000) note('bytes of the page, all screens', host.bytes(), 'bytes', null)
  note(`heap with ${count}`, await heapMb(opened.cdp), 'MB', count === 1_000 ? GOALS.heap : null)
  const inputs = measured([...(await scriptPerInput(opened)), ...(await inFreshPages(browser, host, count))])
  note(`script per input with ${count}, p95`, inputs.p95, 'ms', GOALS.inputAt[count])
  note(`script per input with ${count}, median`, inputs.median, 'ms', null)
  const back = await returnToList(opened)
  note(`back to the list of ${count}`, back.ms, 'ms', GOALS.back)
  note(`processor of the way back to ${count}`, back.processorMs, 'ms', null)
  if (count === 1_000) {
    const before = await heapMb(opened.cdp)
    await anHourOfNotices(opened.page)
    await anHourOfNotices(opened.page)
    const after = await heapMb(opened.cdp)
    await anHourOfNotices(opened.page)
    note('heap after an hour of notices', after, 'MB', null, `${before} MB before`)
    note('growth within another hour', (await heapMb(opened.cdp)) - after, 'MB', GOALS.growth)
  }
  await opened.context.close()
  const changing = await openWith(browser, host.url, count, CHANGE_EVERY_MS)
  const { frames, slow, longest, changes, longestTask } = await recordFrames(browser, changing.page, FRAMES_MS)
  note(`frames over 50 ms with ${count}, of ${frames}`, slow, 'frames', GOALS.slowFrames, `${changes} changes`)
  note(`longest frame with ${count}`, longest, 'ms', null)
  note(`longest task meanwhile with ${count}`, longestTask, 'ms', GOALS.task, 'the goal, by the processor')
  await changing.context.close()
}

/** One page gives each input once, and the slowest but one of 22 tells more of the moment than of the page. */
async function inFreshPages(browser: Browser, host: PageHost, count: number): Promise<readonly number[]> {
  const taken: number[] = []
  for (let round = 1; round < ROUNDS; round += 1) {
    const opened = await openWith(browser, host.url, count)
    taken.push(...(await scriptPerInput(opened)))
    await opened.context.close()
  }
  return taken
}

function told(figures: readonly Figure[], missed: readonly string[]): { result: WindowResult; lines: string[] } {
  const result: WindowResult = { bench: 'window', figures, goals: GOALS, missed, goalReached: missed.length === 0 }
  const lines = figures.map(
    ({ name, value, unit, against, ratio }) => `${name}: ${value} ${unit} (${ratio} of ${against})`,
  )
  return { result, lines: [...lines, missed.length === 0 ? 'all goals reached' : `missed: ${missed.join('; ')}`] }
}
