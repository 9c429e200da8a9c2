/**
 * A program that uses one of the clients (electron/client, as built), in a process of its own:
 *
 *   const program = startClient('python', home)
 *   await program.call('token', 'ward')            // rejects with what the client raised: { code, message, next, status }
 *   await program.call('open', 'ward', '/api/')    // { status, body }
 */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { productNode } from '../processes/everbearer-process.ts'
import { environmentOf, type Home } from '../processes/temporary-home.ts'

export const LANGUAGES = ['node', 'python'] as const
export type Language = (typeof LANGUAGES)[number]

/** As much as tests look at by its name. */
type Answer = { readonly [key: string]: unknown; readonly secondsLeft: number }

export type ClientProgram = {
  call(call: 'token' | 'connection' | 'list' | 'rejected' | 'open', ...words: unknown[]): Promise<Answer>
  readonly pid: number
}

type Options = { readonly home?: string; readonly start?: boolean; readonly timeoutMs?: number } & {
  readonly path?: string
  /** What else its environment has. */
  readonly env?: Readonly<Record<string, string>>
}

const here = import.meta.dirname
const clients = resolve(here, '..', '..', '..', 'dist', 'client')

/** Debian's own; the long tests take others as well. */
export const PYTHON = '/usr/bin/python3'

export function startClient(
  language: Language,
  home: Home,
  { path, env: more, ...options }: Options = {},
): ClientProgram {
  const [interpreter, file] = language === 'node' ? [productNode, 'driver.mjs'] : [PYTHON, 'driver.py']
  const [program = interpreter, ...words] = [...(home.through ?? []), interpreter]
  const env = { PYTHONPATH: clients, PYTHONDONTWRITEBYTECODE: '1', ...(path ? { PATH: path } : {}), ...more }
  const child = spawn(program, [...words, join(here, file), JSON.stringify(options)], {
    env: environmentOf(home, env),
    cwd: here,
  })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let trouble = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    trouble += text
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, value, error } = JSON.parse(line) as { id: number; value?: unknown; error?: { message: string } }
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asked?.resolve(value)
    else asked?.reject(Object.assign(new Error(error.message), error))
  })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`the program has ended: ${trouble}`))
  })
  child.stdin.on('error', () => {})
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  let count = 0
  return {
    pid: child.pid ?? 0,
    call(call, ...words) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      count += 1
      waiting.set(count, { resolve: resolve as (value: unknown) => void, reject })
      child.stdin.write(`${JSON.stringify({ id: count, call, words })}\n`)
      return promise
    },
  }
}
