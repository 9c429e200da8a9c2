import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { productNode } from '../kit/processes/everbearer-process.ts'
import type { Figure } from './figure.ts'
import { keptConnection } from './kept-connection.ts'

const ROUNDS = 9
const ROUND_MS = 700
/** Of what a bare hono does on such a socket. */
const GOAL_RATIO = 0.9
const CALLERS = [1, 16]
const PATH = '/v1/connections/bench/token'

export type SocketResult = {
  readonly bench: 'socket'
  readonly figures: readonly Figure[]
  readonly goal: number
  readonly goalReached: boolean
}

/** A cached token over kept connections, beside a bare hono that answers the same bytes; both in processes of their own. */
export async function benchSocket(): Promise<{ result: SocketResult; lines: string[] }> {
  const clean: (() => Promise<void>)[] = []
  const atEnd = (work: () => Promise<void>): void => void clean.unshift(work)
  try {
    const home = await keptConnection(atEnd)
    const ours = join(home.path, 'keeper.sock')
    const bare = join(home.base, 'hono.sock')
    await startBare(bare, await answered(ours, new Agent()), atEnd)
    const figures: Figure[] = []
    for (const callers of CALLERS) figures.push(await compare(ours, bare, callers))
    return told(figures)
  } finally {
    for (const work of clean) await work()
  }
}

async function startBare(path: string, body: string, atEnd: (work: () => Promise<void>) => void): Promise<void> {
  const program = join(import.meta.dirname, 'bare-hono.ts')
  const child = spawn(productNode, [program, path, body], { stdio: ['ignore', 'pipe', 'inherit'] })
  atEnd(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  await once(child.stdout, 'data')
}

/** In turn, so that whatever else the machine does meets both alike. */
async function compare(ours: string, bare: string, callers: number): Promise<Figure> {
  const rates: { ours: number; bare: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const pair = { ours: 0, bare: 0 }
    const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)
    for (const which of order) pair[which] = await rate(which === 'ours' ? ours : bare, callers)
    // The first meets code that is not compiled yet.
    if (round > 0) rates.push(pair)
  }
  const value = Math.round(median(rates.map(({ ours: each }) => each)))
  const ratio = Math.round(1_000 * median(rates.map((each) => each.ours / each.bare))) / 1_000
  return { name: `cached token, ${callers} callers`, value, unit: 'per s', against: 'bare hono', ratio }
}

/** Requests in a second, by callers that each wait for an answer before they ask again. */
async function rate(socketPath: string, callers: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  const start = performance.now()
  let count = 0
  const caller = async (): Promise<void> => {
    while (performance.now() - start < ROUND_MS) {
      await answered(socketPath, agent)
      count += 1
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const seconds = (performance.now() - start) / 1_000
  agent.destroy()
  return count / seconds
}

function answered(socketPath: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, agent, path: PATH }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      reply.on('end', () => (reply.statusCode === 200 ? resolve(text) : reject(new Error(text))))
    })
    asked.on('error', reject).end()
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

function told(figures: readonly Figure[]): { result: SocketResult; lines: string[] } {
  const goalReached = figures.every(({ ratio }) => ratio >= GOAL_RATIO)
  const lines = figures.map(
    ({ name, value, unit, against, ratio }) => `${name}: ${value} ${unit}, ${ratio} of ${against}`,
  )
  return {
    result: { bench: 'socket', figures, goal: GOAL_RATIO, goalReached },
    lines: [...lines, `goal: at least ${GOAL_RATIO}${goalReached ? '' : ', MISSED'}`],
  }
}
