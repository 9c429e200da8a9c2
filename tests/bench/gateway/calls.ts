import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

/** Where a call goes, and with which key. */
export type Way = {
  readonly port: number
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Of the process that answers, where what it costs is to be told. */
  readonly pid?: number
}

const PIECE = Buffer.alloc(1_048_576, 'a')
export const GIBIBYTE = 1_024 * PIECE.length

export type Rate = {
  readonly perSecond: number
  readonly calls: number
  /** Of whoever answers, ms; 0 where its process is not known. */
  readonly processorMs: number
}

const kept = new Map<number, Agent>()

/** By callers that each wait for an answer before they ask again, over connections that stay from round to round. */
export async function rate(way: Way, callers: number, forMs: number): Promise<Rate> {
  const agent = kept.get(way.port) ?? new Agent({ keepAlive: true })
  kept.set(way.port, agent)
  const before = processorMs(way)
  const start = performance.now()
  let count = 0
  const caller = async (): Promise<void> => {
    while (performance.now() - start < forMs) {
      await answered(way, agent)
      count += 1
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const seconds = (performance.now() - start) / 1_000
  return { perSecond: count / seconds, calls: count, processorMs: processorMs(way) - before }
}

export function endKept(): void {
  for (const agent of kept.values()) agent.destroy()
}

/** Of all its threads, from proc(5). */
function processorMs({ pid }: Way): number {
  if (pid === undefined) return 0
  const spent = readdirSync(`/proc/${pid}/task`).map((task) =>
    readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8'),
  )
  return spent.reduce((sum, each) => sum + Number(each.split(' ')[0]), 0) / 1e6
}

/** Raises an answer that is not 200. */
export function answered({ port, path, headers }: Way, agent: Agent | false = false, method = 'GET'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, agent, headers }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      reply.on('end', () =>
        reply.statusCode === 200 ? resolve(text) : reject(new Error(`${reply.statusCode} ${text}`)),
      )
      reply.on('error', reject)
    })
    asked.on('error', reject).end()
  })
}

/** Ms for a gibibyte in that direction. */
export function large({ port, path, headers }: Way, direction: 'up' | 'down'): Promise<number> {
  const start = performance.now()
  const length = direction === 'up' ? { 'content-length': String(GIBIBYTE) } : {}
  const method = direction === 'up' ? 'POST' : 'GET'
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { ...headers, ...length } },
      (reply) => {
        reply.resume().on('end', () => resolve(performance.now() - start))
        reply.on('error', reject)
        if (reply.statusCode !== 200) reject(new Error(String(reply.statusCode)))
      },
    )
    asked.on('error', reject)
    if (direction === 'down') return void asked.end()
    let left = GIBIBYTE / PIECE.length
    const more = (): void => {
      while (left > 0) {
        left -= 1
        if (!asked.write(PIECE) && left > 0) return void asked.once('drain', more)
      }
      asked.end()
    }
    more()
  })
}
