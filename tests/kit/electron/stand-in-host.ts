/** The built desktop in the stand-in: `node runner.ts dist/main.js`, in a home of its own, driven over Node's own channel. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { productNode } from '../processes/everbearer-process.ts'
import { type Environment, environmentOf, type Home } from '../processes/temporary-home.ts'
import { until } from '../processes/until.ts'
import type { Desktop, DesktopEnd, DesktopHost, Known, LaunchOptions } from './desktop-host.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')

export const standIn: DesktopHost = {
  build: join(root, 'dist'),
  launch: launchDesktop,
  runToItsEnd: toItsEnd,
  startAgain: (home) => toItsEnd(home, {}, { STAND_IN_SECOND: 'yes' }),
}

/** What only the stand-in has: its Chromium, and a start that waits for a test. */
type Runner = Known & { debuggingAddress(): Promise<string>; begin(): void }

type StandInOptions = LaunchOptions & {
  /** Runs in each page before its own scripts, in their world. */
  readonly inPage?: string
  /** A desktop without a place for an icon. */
  readonly lacksTray?: boolean
}

export async function launchDesktop(home: Home, options: StandInOptions = {}): Promise<Desktop> {
  const { atEnd = onTestFinished, inPage } = options
  const { child, said, exited } = start(home, options, inPage === undefined ? {} : { STAND_IN_HELD: 'yes' })
  const evaluate = evaluator(child, said)
  const address = await evaluate((known) => (known as Runner).debuggingAddress())
  const browser = await chromium.connectOverCDP(address)
  atEnd(() => browser.close().catch(() => {}))
  if (inPage !== undefined) {
    await browser.contexts()[0]?.addInitScript(inPage)
    await evaluate((known) => (known as Runner).begin())
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
    end: async () => void child.kill('SIGTERM'),
    exited,
    said,
  }
}

async function toItsEnd(home: Home, options: StandInOptions = {}, env: Environment = {}): Promise<DesktopEnd> {
  const { said, exited } = start(home, options, env)
  return { code: await exited, said: said() }
}

function start(home: Home, options: StandInOptions, env: Environment) {
  const { args = [], main = join(root, 'dist', 'main.js'), atEnd = onTestFinished, lacksTray = false } = options
  const tray = lacksTray ? { STAND_IN_TRAY: 'none' } : {}
  const child = spawn(productNode, [join(import.meta.dirname, 'runner.ts'), main, ...args], {
    env: environmentOf(home, { ...env, ...tray }),
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
