import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { productNode } from '../kit/processes/everbearer-process.ts'
import { environmentOf, type Home } from '../kit/processes/temporary-home.ts'
import type { Figure } from './figure.ts'
import { keptConnection } from './kept-connection.ts'
import { type Measured, measured } from './measured.ts'

const ROUNDS = 60
/** The first starts read files that later ones find in memory; people and scripts mostly meet the later ones. */
const WARM_UP = 5
const GOAL_RATIO = 1.25

export type CliResult = {
  readonly bench: 'cli'
  readonly node: string
  readonly rounds: number
  /** `everbearer token NAME` as a whole process, beside `node -e 0` of the same Node; ms. */
  readonly token: Measured
  readonly nodeAlone: Measured
  /** Of the medians, and of the medians of each pair's own ratio, which a busy moment disturbs less. */
  readonly ratio: number
  readonly pairedRatio: number
  readonly goal: number
  readonly goalReached: boolean
  readonly figures: readonly Figure[]
}

/**
 * What a program pays that asks for a token each time: a running agent with a memory vault, a connection to the DRAW
 * server for tests, and the two processes in turn, so that whatever else the machine does meets both alike.
 */
export async function benchCli(): Promise<{ result: CliResult; lines: string[] }> {
  const clean: (() => Promise<void>)[] = []
  const atEnd = (work: () => Promise<void>): void => void clean.unshift(work)
  try {
    const home = await keptConnection(atEnd)
    return told(compare(home))
  } finally {
    for (const work of clean) await work()
  }
}

function compare(home: Home): CliResult {
  const env = environmentOf(home)
  const cli = join(resolve(import.meta.dirname, '..', '..'), 'dist', 'cli.js')
  const token: number[] = []
  const nodeAlone: number[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const pair = [() => timed([cli, 'token', 'bench'], env, /^eyJ\S+\n$/), () => timed(['-e', '0'], env, /^$/)] as const
    // Each goes first in every other round, since the second finds a warmer machine.
    const [first, second] = round % 2 === 0 ? [0, 1] : [1, 0]
    const times = [0, 0]
    times[first] = (pair[first] ?? pair[0])()
    times[second] = (pair[second] ?? pair[1])()
    if (round < 0) continue
    token.push(times[0] ?? 0)
    nodeAlone.push(times[1] ?? 0)
  }
  const ratio = round3(measured(token).median / measured(nodeAlone).median)
  const ratios = token.map((ms, index) => ms / (nodeAlone[index] ?? 1))
  return {
    bench: 'cli',
    node: process.versions.node,
    rounds: ROUNDS,
    token: measured(token),
    nodeAlone: measured(nodeAlone),
    ratio,
    pairedRatio: round3(measured(ratios).median),
    goal: GOAL_RATIO,
    goalReached: ratio <= GOAL_RATIO,
    figures: [{ name: 'everbearer token', value: measured(token).median, unit: 'ms', against: 'node -e 0', ratio }],
  }
}

/** Ms from start to end of one process, which must print what it should. */
function timed(args: readonly string[], env: Record<string, string>, printed: RegExp): number {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(productNode, args, { env, encoding: 'utf8' })
  const ms = performance.now() - start
  if (status !== 0 || !printed.test(stdout)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return ms
}

function round3(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

function told(result: CliResult): { result: CliResult; lines: string[] } {
  const { token, nodeAlone, ratio, pairedRatio, goal, rounds } = result
  const lines = [
    `everbearer token   median ${token.median} ms   p95 ${token.p95} ms`,
    `node -e 0          median ${nodeAlone.median} ms   p95 ${nodeAlone.p95} ms`,
    `ratio ${ratio} (pair by pair ${pairedRatio}), goal at most ${goal}, ${rounds} pairs`,
  ]
  return { result, lines }
}
