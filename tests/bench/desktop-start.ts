import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { RealStart } from '../kit/electron/real-host.ts'

export type Metric = {
  readonly type: string
  readonly megabytes: number
  readonly processorPercent: number
  readonly wakeupsPerMinute: number
}

export type DesktopStart = {
  readonly contentMs: number
  /** With the window open, and then with it out of sight. */
  readonly metrics: readonly Metric[]
  readonly hidden: readonly Metric[]
}

type Said = { readonly shownAt?: number; readonly metrics?: readonly Metric[]; readonly hidden?: readonly Metric[] }

const PATIENCE_MS = 120_000

/**
 * Starts a program in Electron and waits until `words` stand in its window; then for `restsMs` and as long again without its
 * window, to see what it uses while nobody does anything. `then` runs in between, and is told when the program was started.
 */
export async function startDesktop(
  { program, args, env, cwd }: RealStart,
  words: string,
  restsMs: number,
  then: (startedAt: number) => Promise<void> = async () => {},
): Promise<DesktopStart> {
  const startedAt = Date.now()
  const child = spawn(program, ['-r', join(import.meta.dirname, 'desktop-hook.cjs'), ...args], {
    env: { ...env, BENCH_WORDS: words, BENCH_RESTS_MS: `${restsMs}` },
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const lines = createInterface(child.stdout)
  const next = () =>
    new Promise<Said>((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`${words} did not come`)), PATIENCE_MS)
      const heard = (line: string): void => {
        if (!line.startsWith('BENCH ')) return
        clearTimeout(timer)
        lines.off('line', heard)
        done(JSON.parse(line.slice('BENCH '.length)) as Said)
      }
      lines.on('line', heard)
    })
  try {
    const { shownAt = Number.NaN } = await next()
    const rested = restsMs > 0 ? next() : null
    await then(startedAt)
    const { metrics = [], hidden = [] } = (await rested) ?? {}
    return { contentMs: shownAt - startedAt, metrics, hidden }
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}
