import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { productNode } from '../kit/processes/everbearer-process.ts'
import { AS_USUAL, environmentOf, temporaryHome } from '../kit/processes/temporary-home.ts'
import { type Measured, measured } from './measured.ts'

const dist = resolve(import.meta.dirname, '..', '..', 'dist')
const ROUNDS = 15
/** By the processor: a busy machine must not decide. Somebody who clicks an icon begins to wonder after a second, and Chromium needs half of it. */
const MOST_PROCESSOR_MS = 400
const MOST_FILES = 80

export type StartupResult = {
  readonly bench: 'startup'
  readonly node: string
  readonly rounds: number
  /** Files of ours, and modules of Node's, that are loaded before the first window is made. */
  readonly files: number
  readonly builtins: number
  readonly fileBytes: number
  /** From the first line of main.js to the first window: by the clock, and of the processor; ms. */
  readonly untilWindow: Measured
  readonly processor: Measured
  readonly pageBytes: number
  readonly goal: { readonly processorMs: number; readonly files: number }
  readonly goalReached: boolean
}

type Start = { readonly ms: number; readonly processorMs: number; readonly loaded: readonly string[] }

/**
 * What the desktop's main process does before its first window, with the built main.js under plain Node and a module
 * `electron` that does nothing: Electron's own work comes on top, and is the same for every program.
 */
export async function benchStartup(): Promise<{ result: StartupResult; lines: string[] }> {
  const starts: Start[] = []
  for (let round = 0; round <= ROUNDS; round++) starts.push(await startOnce())
  // The first one finds nothing in memory.
  const [cold, ...warm] = starts
  const urls = cold?.loaded ?? []
  const files = urls.filter((url) => url.startsWith('file:'))
  const processor = measured(warm.map(({ processorMs }) => processorMs))
  const result: StartupResult = {
    bench: 'startup',
    node: process.version,
    rounds: warm.length,
    files: files.length,
    builtins: urls.length - files.length,
    fileBytes: files.reduce((sum, url) => sum + statSync(new URL(url)).size, 0),
    untilWindow: measured(warm.map(({ ms }) => ms)),
    processor,
    pageBytes: bytesBelow(join(dist, 'page')),
    goal: { processorMs: MOST_PROCESSOR_MS, files: MOST_FILES },
    goalReached: processor.median <= MOST_PROCESSOR_MS && files.length <= MOST_FILES,
  }
  return { result, lines: told(result) }
}

async function startOnce(): Promise<Start> {
  const clean: (() => Promise<void>)[] = []
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory', ...AS_USUAL }, (work) => void clean.push(work))
  const child = spawn(productNode, [join(import.meta.dirname, 'startup-main.ts'), join(dist, 'main.js')], {
    env: environmentOf(home),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  try {
    return await new Promise<Start>((done, failed) => {
      child.once('message', (start) => done(start as Start))
      child.once('exit', () => failed(new Error(`no window was made:\n${said}`)))
    })
  } finally {
    child.kill('SIGKILL')
    for (const work of clean) await work()
  }
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

function told(result: StartupResult): string[] {
  const { files, builtins, fileBytes, untilWindow, processor, pageBytes, rounds, goal, goalReached } = result
  const kilo = (bytes: number) => `${Math.round(bytes / 1_024)} KiB`
  return [
    `until the first window: ${untilWindow.median} ms (95 %: ${untilWindow.p95} ms), processor ${processor.median} ms, ${rounds} starts`,
    `loaded: ${files} files (${kilo(fileBytes)}), ${builtins} modules of Node; page: ${kilo(pageBytes)}`,
    `goal: ${goal.processorMs} ms of the processor, ${goal.files} files: ${goalReached ? 'reached' : 'missed'}`,
  ]
}
