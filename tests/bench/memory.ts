import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { everbearer, productNode, startAgent } from '../kit/processes/everbearer-process.ts'
import { AS_USUAL, temporaryHome } from '../kit/processes/temporary-home.ts'
import type { Figure } from './figure.ts'

/** Of a Node that does nothing, in resident memory. */
const GOAL_RATIO = 2
/** For what a start leaves behind to be tidied up. */
const CALM_MS = 1_500

export type MemoryResult = {
  readonly bench: 'memory'
  readonly figures: readonly Figure[]
  readonly goal: number
  readonly goalReached: boolean
}

/** What an agent with one connection holds, all its processes together, after a token and after a renewal. Linux alone. */
export async function benchMemory(): Promise<{ result: MemoryResult; lines: string[] }> {
  const clean: (() => Promise<void>)[] = []
  const atEnd = (work: () => Promise<void>): void => void clean.unshift(work)
  try {
    const home = temporaryHome({ EVERBEARER_VAULT: 'memory', ...AS_USUAL }, atEnd)
    const server = await startDrawServer({}, atEnd)
    const bare = spawn(productNode, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
    atEnd(async () => {
      bare.kill('SIGKILL')
      await once(bare, 'exit')
    })
    const agent = startAgent(home, { atEnd })
    await agent.ready()
    const stdin = JSON.stringify(drawConnection('bench', server.url, server.issuePair()))
    const figures: Figure[] = []
    for (const words of [
      ['add', '--from', '-'],
      ['token', 'bench'],
      ['refresh', 'bench'],
    ]) {
      const { code, stderr } = await everbearer(home, words, { stdin })
      if (code !== 0) throw new Error(stderr)
      if (words[0] === 'add') continue
      await wait(CALM_MS)
      figures.push(...compared(words[0] === 'token' ? 'a token' : 'a renewal', agent.pid, bare.pid ?? 0))
    }
    return told(figures)
  } finally {
    for (const work of clean) await work()
  }
}

function compared(after: string, pid: number, barePid: number): Figure[] {
  return (['Rss', 'Anonymous'] as const).map((kind) => {
    const kilobytes = withChildren(pid).reduce((sum, each) => sum + held(each, kind), 0)
    const ratio = Math.round((100 * kilobytes) / held(barePid, kind)) / 100
    const name = `${kind === 'Rss' ? 'resident' : 'anonymous'} after ${after}`
    return { name, value: Math.round(kilobytes / 102.4) / 10, unit: 'MiB', against: 'bare node', ratio }
  })
}

/** In KiB. */
function held(pid: number, kind: 'Rss' | 'Anonymous'): number {
  return Number(new RegExp(`^${kind}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1])
}

function withChildren(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(withChildren)]
}

function told(figures: readonly Figure[]): { result: MemoryResult; lines: string[] } {
  const goalReached = figures.every(({ name, ratio }) => !name.startsWith('resident') || ratio <= GOAL_RATIO)
  const lines = figures.map(
    ({ name, value, unit, against, ratio }) => `${name}: ${value} ${unit}, ${ratio} of ${against}`,
  )
  return {
    result: { bench: 'memory', figures, goal: GOAL_RATIO, goalReached },
    lines: [...lines, `goal: resident at most ${GOAL_RATIO}${goalReached ? '' : ', MISSED'}`],
  }
}
