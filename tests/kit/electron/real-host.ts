/** The desktop in Electron itself, through Playwright's driver, where the runtime is installed and there is a screen. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type * as Electron from 'electron'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { findDesktop } from '../../../electron/adapters/node/processes/desktop-program.ts'
import { environmentOf, type Home } from '../processes/temporary-home.ts'
import { PATIENCE_MS, until } from '../processes/until.ts'
import type { Desktop, DesktopEnd, LaunchOptions } from './desktop-host.ts'
import { record } from './recorder.ts'

/**
 * Set by scripts/real-desktop/run.mjs: the folder that Electron is given, the project's own or the one of the build for the
 * older runtime (tests/kit/electron-25).
 */
const app = process.env['DESKTOP_UNDER_TEST'] ?? resolve(import.meta.dirname, '..', '..', '..')
const build = existsSync(join(app, 'main.js')) ? app : join(app, 'dist')

/** Of the desktop that tests run on; a home of its own leaves these out. */
const SCREEN = Object.fromEntries(
  ['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS'].map((name) => [
    name,
    process.env[name],
  ]),
)

/** A first start on a busy machine; the driver's own thirty seconds are less than that may take. */
const START_MS = 90_000
/** So long after the program's end its last words may come. */
const HELPERS_MS = 5_000
const SPINNING_MS = 10_000

const environmentIn = (home: Home) => environmentOf({ ...home, env: { ...SCREEN, ...home.env } })

export const realHost = {
  /** The folder of the built programs that it runs: main.js, preload.cjs, page/ and whatever else lies there. */
  build,
  launch,
  /** For one that ends by itself before it shows anything. */
  runToItsEnd: (home: Home, options: LaunchOptions = {}) => toItsEnd(home, options, wordsFor(home, options)),
  /** Starts it a second time, beside the first in the same home. */
  startAgain: (home: Home) => toItsEnd(home, {}, electron().args),
}

function electron(): { readonly program: string; readonly args: readonly string[] } {
  const found = findDesktop(process.env, { dist: build })
  if (typeof found === 'string') throw new Error(`no Electron here: ${found}`)
  return { program: found.program, args: [app] }
}

export type RealStart = {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Record<string, string>
  readonly cwd: string
}

/** How to start the desktop, or another program's folder, in Electron without the driver. */
export function realStart(home: Home, folder: string = app): RealStart {
  return { program: electron().program, args: [folder], env: environmentIn(home), cwd: home.base }
}

async function launch(home: Home, options: LaunchOptions = {}): Promise<Desktop> {
  const { atEnd = onTestFinished } = options
  const launched = await _electron.launch({
    executablePath: electron().program,
    args: [...wordsFor(home, options, [waitForDriver.toString()])],
    env: environmentIn(home),
    cwd: home.base,
    // The driver takes it away unless it is asked not to.
    chromiumSandbox: true,
    timeout: START_MS,
  })
  const child = launched.process()
  const said = collected(child)
  const exited = endOfDriven(child, said)
  atEnd(async () => {
    child.kill('SIGKILL')
    await exited
  })
  launched.context().setDefaultTimeout(PATIENCE_MS)
  await launched.firstWindow({ timeout: START_MS })
  const evaluate = evaluator(launched)
  const findPage = () => pageIn(launched)
  return {
    pid: child.pid ?? 0,
    page: await findPage(),
    evaluate,
    findPage,
    async end() {
      // Windows has no signal that a program could answer.
      if (process.platform === 'win32') await evaluate(({ app: own }) => own.quit())
      else child.kill('SIGTERM')
    },
    exited,
    said,
  }
}

/**
 * Runs in Electron's main process before anything else. A page that comes up while the driver is still attaching can leave
 * its launch hanging, so the program's start waits for the call that the driver makes once it listens.
 */
function waitForDriver({ app: own }: typeof Electron): void {
  const ready = own.whenReady()
  const listening = new Promise<void>((resolve) => {
    Object.assign(globalThis, { __playwright_run: resolve })
  })
  own.whenReady = async () => {
    await listening
    return ready
  }
  own.once('quit', (_event, code) => void process.stderr.write(`QUIT WITH ${code}\n`))
}

/** `first`, then the recorder, then the program, then what the program is told. */
function wordsFor(home: Home, options: LaunchOptions, first: readonly string[] = []): readonly string[] {
  const { main, args = [], untouched = false, before } = options
  const program = [...(main === undefined ? electron().args : [main]), ...args]
  const recorder = untouched ? [] : [record.toString()]
  const texts = [...first, ...recorder, ...(before === undefined ? [] : [before.toString()])]
  if (texts.length === 0) return program
  const folder = join(home.base, 'recorder')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'recorder.cjs')
  writeFileSync(file, texts.map((text) => `;(${text})(require('electron'))\n`).join(''))
  return ['-r', file, ...program]
}

function evaluator(app: ElectronApplication): Desktop['evaluate'] {
  const inMain = async (own: object, [source, argument]: readonly [string, unknown]): Promise<unknown> => {
    const recorded = Reflect.get(globalThis, 'recorded') as object | undefined
    const run = new Function(`return (${source})`)() as (known: object, argument: unknown) => unknown
    return await run(Object.assign(Object.create(own) as object, recorded ?? {}), argument)
  }
  return async (run, argument) => (await app.evaluate(inMain, [run.toString(), argument] as const)) as never
}

async function pageIn(app: ElectronApplication): Promise<Page> {
  const found = () => app.windows().find((page) => page.url().startsWith('app://everbearer/'))
  const page = await until('the page in the window', found)
  if (page === undefined) throw new Error('no page')
  return page
}

async function toItsEnd(home: Home, options: LaunchOptions, words: readonly string[]): Promise<DesktopEnd> {
  const { atEnd = onTestFinished } = options
  const child = spawn(electron().program, [...words], {
    env: environmentIn(home),
    cwd: home.base,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = collected(child)
  const exited = endOf(child)
  atEnd(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return { code: await exited, said: ownWords(said()) }
}

/** Without what Chromium has to say about the machine. */
function ownWords(said: string): string {
  const lines = said.split('\n')
  const from = lines.findIndex((line) => /^(everbearer:|ERROR BOX )/.test(line))
  return from < 0 ? '' : lines.slice(from).join('\n')
}

function collected(child: ChildProcess): () => string {
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  return () => said
}

/**
 * With all that it has said. One of Chromium's helpers may hold the pipes on after the program's own end; what it has to say
 * is not waited for.
 */
function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => {
    child.once('close', (code) => done(code))
    child.once('exit', (code) => setTimeout(done, HELPERS_MS, code).unref())
  })
}

/**
 * With the driver attached, the main process may spin for ever after all of the program is over: Electron has told its end
 * ("quit", with the exit code) and the debugger its own. Seen on a busy machine alone; without a driver, as runToItsEnd and
 * people start it, nothing waits for a debugger. It is ended here then, with the code that it was about to give.
 */
async function endOfDriven(child: ChildProcess, said: () => string): Promise<number | null> {
  let over: number | null = null
  const watch = setInterval(() => {
    const [, code] = /^QUIT WITH (\d+)$/m.exec(said()) ?? []
    if (code === undefined) return
    over = Number(code)
    clearInterval(watch)
    setTimeout(() => child.kill('SIGKILL'), SPINNING_MS).unref()
  }, 250)
  watch.unref()
  const code = await endOf(child)
  clearInterval(watch)
  return code ?? over
}
