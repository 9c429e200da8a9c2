/**
 * A server of somebody else's on loopback, from its Debian package, with what it keeps in a folder of its own: stopped and
 * started again it knows what it knew. Where the package is missing the test is skipped, and says so; in CI it fails.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { freePort } from '../network/free-port.ts'
import { until } from '../processes/until.ts'

export type RealServer = {
  readonly base: string
  readonly folder: string
  start(): Promise<void>
  /** Ends it and waits until it has. */
  stop(): Promise<void>
}

type Recipe = {
  /** A file that shows that the package is there, and the package. */
  readonly needs: string
  readonly debianPackage: string
  /** Called at each start: the program and its words. */
  command(port: number, folder: string): readonly [program: string, ...words: string[]]
  /** An address below the base that answers, with whatever status, once it serves. */
  readonly answersAt: string
}

/** Loud where it cannot run: on the console, and as a failure where a missing package is one. */
export function canRun({ needs, debianPackage }: Pick<Recipe, 'needs' | 'debianPackage'>): boolean {
  if (existsSync(needs)) return true
  const trouble = `${debianPackage} is not installed, so nothing of it is tested (${needs})`
  if (process.env['CI']) throw new Error(trouble)
  console.warn(`SKIPPED: ${trouble}`)
  return false
}

/** For the tests of one file: started before the first and ended after the last. */
export function realServer(recipe: Recipe): RealServer {
  const folder = mkdtempSync(join(tmpdir(), 'eb-real-'))
  const here = { base: '', port: 0 }
  let child: ChildProcess | null = null
  let ended: Promise<unknown> = Promise.resolve()

  async function start(): Promise<void> {
    const [program, ...words] = recipe.command(here.port, folder)
    const started = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder })
    child = started
    ended = new Promise((done) => started.once('exit', done))
    let said = ''
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (text: Buffer) => (said += String(text)))
    const answers = async () => {
      if (started.exitCode !== null) throw new Error(`${program} has ended: ${said}`)
      return fetch(`${here.base}${recipe.answersAt}`).then(
        (reply) => reply.body?.cancel().then(() => true) ?? true,
        () => false,
      )
    }
    await until(`${recipe.debianPackage} serves`, answers, { deadlineMs: 120_000 })
  }

  async function stop(): Promise<void> {
    child?.kill('SIGTERM')
    const late = setTimeout(() => child?.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(late)
    child = null
  }

  beforeAll(async () => {
    here.port = await freePort()
    here.base = `http://127.0.0.1:${here.port}`
    await start()
  }, 180_000)

  afterAll(async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  })

  return {
    get base() {
      return here.base
    },
    folder,
    start,
    stop,
  }
}
