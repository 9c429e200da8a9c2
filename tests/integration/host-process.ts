/** Starts host-program.ts, and talks to it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Fault } from '../../shared/fault.ts'
import { productNode } from '../kit/processes/everbearer-process.ts'
import { environmentOf, type Home } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

type Said = {
  readonly seat?: 'keeper' | 'client'
  readonly keeper?: { readonly pid: number | null }
  readonly id?: number
  readonly value?: unknown
  readonly fault?: Fault
  readonly trouble?: Fault
}

export type HostProcess = {
  readonly pid: number
  said(): readonly Said[]
  /** What it is now; undefined before its first seat. */
  seat(): Said['seat']
  /** Its first words: a seat, or what hinders one. */
  ready(): Promise<Said>
  call(name: string, input?: unknown): Promise<Said>
  signal(name: NodeJS.Signals): void
  /** Ends it in good order. */
  end(): void
  readonly exited: Promise<number | null>
}

export function startHost(home: Home, kind: 'lasting' | 'command' = 'lasting'): HostProcess {
  const child = spawn(productNode, [fileURLToPath(new URL('./host-program.ts', import.meta.url)), kind], {
    env: environmentOf(home),
  })
  const said: Said[] = []
  let begun = ''
  let errors = ''
  let lastId = 0
  child.stdin.on('error', () => {})
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (begun + piece).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) said.push(JSON.parse(line) as Said)
  })
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    errors += piece
  })
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    pid: child.pid ?? 0,
    said: () => said,
    seat: () => said.findLast((one) => one.seat !== undefined)?.seat,
    ready: () => until('a host to be ready', () => said[0] ?? Promise.reject(new Error(errors))),
    async call(name, input = {}) {
      lastId += 1
      const id = lastId
      child.stdin.write(`${JSON.stringify({ id, call: name, input })}\n`)
      const answer = () => said.find((one) => one.id === id) ?? Promise.reject(new Error(errors))
      return await until(`the answer to ${name}`, answer)
    },
    signal: (name) => void child.kill(name),
    end: () => void child.stdin.end(),
    exited,
  }
}
