/**
 * Starts the built desktop in the stand-in, in a home of its own, and drives it.
 *
 *   const desktop = await launchDesktop(home)
 *   await desktop.page.getByRole('link', { name: 'Add connection' }).click()
 *   const hidden = await desktop.evaluate(({ BrowserWindow }) => !BrowserWindow.all[0]?.isVisible())
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { productNode } from '../everbearer-process.ts'
import { type Environment, environmentOf, type Home } from '../temporary-home.ts'
import { until } from '../until.ts'
import type { app } from './app.ts'
import type { BrowserWindow } from './browser-window.ts'
import type * as modelled from './modelled.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')

type Known = typeof modelled & {
  readonly app: typeof app
  readonly BrowserWindow: typeof BrowserWindow
  debuggingAddress(): Promise<string>
  begin(): void
}

export type Desktop = {
  readonly pid: number
  /** The page in the window. */
  readonly page: Page
  /** Runs in the desktop's own process; takes nothing from around it but its argument. */
  evaluate<Value, Argument = undefined>(
    run: (electron: Known, argument: Argument) => Value | Promise<Value>,
    argument?: Argument,
  ): Promise<Value>
  /** The page again, after its process has crashed. */
  findPage(): Promise<Page>
  kill(signal: NodeJS.Signals): void
  readonly exited: Promise<number | null>
  said(): string
}

type LaunchOptions = {
  readonly args?: readonly string[]
  readonly env?: Environment
  /** Another main.js than dist's: a shell that is broken on purpose. */
  readonly main?: string
  /** Runs in each page before its own scripts, in their world. */
  readonly inPage?: string
  readonly atEnd?: (clean: () => Promise<void>) => void
}

export async function launchDesktop(home: Home, options: LaunchOptions = {}): Promise<Desktop> {
  const { atEnd = onTestFinished, inPage, env } = options
  const held = inPage === undefined ? {} : { STAND_IN_HELD: 'yes' }
  const { child, said, exited } = start(home, { ...options, env: { ...env, ...held } })
  const evaluate = evaluator(child, said)
  const address = await evaluate(({ debuggingAddress }) => debuggingAddress())
  const browser = await chromium.connectOverCDP(address)
  atEnd(() => browser.close().catch(() => {}))
  if (inPage !== undefined) {
    await browser.contexts()[0]?.addInitScript(inPage)
    await evaluate(({ begin }) => begin())
  }
  const findPage = async () => {
    const page = await until('the page in the window', () => pageOf(browser), { deadlineMs: 15_000 })
    if (page === undefined) throw new Error('no page')
    return page
  }
  return {
    pid: child.pid ?? 0,
    page: await findPage(),
    evaluate,
    findPage,
    kill: (signal) => void child.kill(signal),
    exited,
    said,
  }
}

/** For one that ends by itself before it shows anything. */
export async function desktopThatEnds(
  home: Home,
  options: LaunchOptions = {},
): Promise<{ code: number | null; said: string }> {
  const { said, exited } = start(home, options)
  return { code: await exited, said: said() }
}

function start(home: Home, options: LaunchOptions) {
  const { args = [], env = {}, main = join(root, 'dist', 'main.js'), atEnd = onTestFinished } = options
  const child = spawn(productNode, [join(import.meta.dirname, 'runner.ts'), main, ...args], {
    env: environmentOf(home, env),
    cwd: home.base,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  const exited = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  atEnd(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return { child, said: () => said, exited }
}

function pageOf(browser: Browser): Page | undefined {
  const pages = browser.contexts().flatMap((context) => context.pages())
  return pages.find((page) => page.url().startsWith('https://everbearer.app.localhost/'))
}

type Answer = { readonly id?: number; readonly value?: unknown; readonly error?: string }

function evaluator(child: ChildProcess, said: () => string): Desktop['evaluate'] {
  let last = 0
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (thrown: Error) => void }>()
  child.on('message', ({ id, value, error }: Answer) => {
    const asked = waiting.get(id ?? 0)
    waiting.delete(id ?? 0)
    if (error === undefined) asked?.resolve(value as never)
    else asked?.reject(new Error(error))
  })
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the desktop ended with ${code}:\n${said()}`))
  })
  return (run, argument) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      child.send({ id, source: run.toString(), argument })
    })
}
