import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { realStart } from '../kit/electron/real-host.ts'
import { jwt } from '../kit/jwt.ts'
import { everbearer } from '../kit/processes/everbearer-process.ts'
import { AS_USUAL, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { type DesktopStart, type Metric, startDesktop } from './desktop-start.ts'
import { type Measured, measured } from './measured.ts'

const ROUNDS = 5
/** Long enough for what is done once after a start to be over. */
const RESTS_MS = 20_000
/** First content with ten connections, beside an empty window of the same runtime. */
const MOST_RATIO = 1.3
const AT_ONCE = 100

type Figures = {
  /** From the start of the program until its first words stand in its window; ms. */
  readonly firstContent: Measured
  readonly processes: readonly Metric[]
  /** With the window out of sight. */
  readonly hidden: readonly Metric[]
}

export type DesktopResult = {
  readonly bench: 'desktop'
  readonly rounds: number
  readonly empty: Figures
  readonly ten: Figures & { readonly tokenAnswered: Measured }
  /** Reported only. */
  readonly thousand: Pick<Figures, 'firstContent'>
  /** Of ten connections to an empty window, by the medians. */
  readonly ratios: { readonly firstContent: number; readonly megabytes: number }
  readonly goal: { readonly firstContentRatio: number }
  readonly goalReached: boolean
}

/** The desktop in a real Electron beside a window with one heading, in turn; `npm run bench -- desktop` (scripts/bench.mjs). */
export async function benchDesktop(): Promise<{ result: DesktopResult; lines: string[] }> {
  const clean: (() => Promise<void>)[] = []
  const home = () =>
    temporaryHome(
      { EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'made up for a bench', ...AS_USUAL },
      (work) => void clean.push(work),
    )
  const places = { empty: home(), ten: home(), thousand: home() }
  const nothing = emptyProgram(places.empty)
  await fill(places.ten, 10)
  await fill(places.thousand, 1_000)
  const empty: DesktopStart[] = []
  const ten: (DesktopStart & { tokenMs: number })[] = []
  const thousand: DesktopStart[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const rests = round === ROUNDS ? RESTS_MS : 0
    empty.push(await startDesktop(realStart(places.empty, nothing), 'Nothing here', rests))
    let tokenMs = Number.NaN
    const start = await startDesktop(realStart(places.ten), 'bench-0', rests, async (startedAt) => {
      const { code, stderr } = await everbearer(places.ten, ['token', 'bench-0'])
      if (code !== 0) throw new Error(stderr)
      tokenMs = Date.now() - startedAt
    })
    ten.push({ ...start, tokenMs })
    if (round < 3) thousand.push(await startDesktop(realStart(places.thousand), 'bench-0', 0))
  }
  for (const work of clean.reverse()) await work()

  // The first of each finds nothing in memory.
  const figures = ([, ...warm]: readonly DesktopStart[]): Figures => ({
    firstContent: measured(warm.map(({ contentMs }) => contentMs)),
    processes: warm.at(-1)?.metrics ?? [],
    hidden: warm.at(-1)?.hidden ?? [],
  })
  const result = withRatios({
    empty: figures(empty),
    ten: { ...figures(ten), tokenAnswered: measured(ten.slice(1).map(({ tokenMs }) => tokenMs)) },
    thousand: { firstContent: figures(thousand).firstContent },
  })
  return { result, lines: told(result) }
}

function withRatios(found: Pick<DesktopResult, 'empty' | 'ten' | 'thousand'>): DesktopResult {
  const { empty, ten } = found
  const sum = ({ processes }: Figures) => processes.reduce((all, { megabytes }) => all + megabytes, 0)
  const ratio = (one: number, other: number) => Math.round((one / other) * 100) / 100
  const firstContent = ratio(ten.firstContent.median, empty.firstContent.median)
  return {
    bench: 'desktop',
    rounds: ROUNDS,
    ...found,
    ratios: { firstContent, megabytes: ratio(sum(ten), sum(empty)) },
    goal: { firstContentRatio: MOST_RATIO },
    goalReached: firstContent <= MOST_RATIO,
  }
}

/** A window with one heading, under the same rules as ours. */
function emptyProgram(home: Home): string {
  const folder = join(home.base, 'empty')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "version": "1.0.0", "main": "main.js" }')
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>Empty</title><h1>Nothing here</h1>')
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron')
app.enableSandbox()
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1180, height: 820, show: false, webPreferences: { sandbox: true } })
  window.once('ready-to-show', () => window.show())
  window.loadFile('page.html')
})`,
  )
  return folder
}

/** Valid for a month, and of a server that nobody answers for: nothing is renewed meanwhile. */
async function fill(home: Home, count: number): Promise<void> {
  const exp = Math.floor(Date.now() / 1_000) + 30 * 86_400
  const connections = Array.from({ length: count }, (_each, index) => ({
    name: `bench-${index}`,
    system: 'draw',
    settings: { baseUrl: `https://draw-${index}.example/`, clientId: 'bench' },
    secrets: {
      accessToken: jwt({ exp, jti: `a${index}` }),
      refreshToken: jwt({ exp: exp + 86_400, jti: `r${index}` }),
    },
  }))
  // More at once than a command takes in would be refused.
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = connections.slice(from, from + AT_ONCE)
    const stdin = JSON.stringify({ everbearer: 1, exportedAt: new Date().toISOString(), connections: some })
    const { code, stderr } = await everbearer(home, ['import', '-', '--yes'], { stdin, deadlineMs: 300_000 })
    if (code !== 0) throw new Error(stderr)
  }
}

function told({ empty, ten, thousand, ratios, goal, goalReached }: DesktopResult): string[] {
  const processes = (all: readonly Metric[]) =>
    all.map(({ type, megabytes, wakeupsPerMinute }) => `${type} ${megabytes} MB, ${wakeupsPerMinute}/min`).join('; ')
  return [
    `first content: empty ${empty.firstContent.median} ms, ten ${ten.firstContent.median} ms, thousand ${thousand.firstContent.median} ms`,
    `a token answered: ${ten.tokenAnswered.median} ms after the start`,
    `empty: ${processes(empty.processes)}`,
    `ten: ${processes(ten.processes)}`,
    `empty, hidden: ${processes(empty.hidden)}`,
    `ten, hidden: ${processes(ten.hidden)}`,
    `beside the empty window: ${ratios.firstContent} x in time, ${ratios.megabytes} x in memory`,
    `goal: ${goal.firstContentRatio} x in time: ${goalReached ? 'reached' : 'missed'}`,
  ]
}
