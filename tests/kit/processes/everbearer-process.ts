/**
 * Runs the built command line as a person or a script would: dist/cli.js, under the Node that the product carries,
 * in a home of its own (temporary-home.ts).
 *
 *   const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
 *   const agent = startAgent(home)
 *   await agent.ready()
 *   await addConnection(home, connection)
 *   const { code, stdout, stderr } = await everbearer(home, ['token', 'ward'])
 *   agent.kill('SIGKILL'); await agent.exited
 *
 * A process that still runs at the end of its test is killed, by its own id; a file that leaves one behind fails.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { productNode } from '../../../scripts/project.mjs'
import { stillRunning } from './still-running.ts'
import { type Environment, environmentOf, type Home } from './temporary-home.ts'
import { PATIENCE_MS, until } from './until.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')
const cli = join(root, 'dist', 'cli.js')
/** The same with points at which tests end it, or make it fail (fault-points/points.ts). */
export const faultsCli = join(root, 'node_modules', '.cache', 'everbearer', 'dist-faults', 'cli.js')

export { productNode }

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null }
export type Outcome = Ended & { readonly stdout: string; readonly stderr: string; readonly tookMs: number }

export type Running = {
  readonly pid: number
  /** What it has printed so far. */
  stdout(): string
  stderr(): string
  /** Writes to its stdin, which stays open. */
  say(text: string): void
  kill(signal?: NodeJS.Signals): void
  /** Its first whole line on stdout: how every host says that it serves. Fails at once when it ends before that. */
  ready(deadlineMs?: number): Promise<string>
  readonly exited: Promise<Ended>
}

type SpawnOptions = {
  readonly env?: Environment
  /** Another file than dist/cli.js. */
  readonly program?: string
}
type RunOptions = SpawnOptions & { readonly stdin?: string | Buffer; readonly deadlineMs?: number }
type StartOptions = SpawnOptions & { readonly atEnd?: (clean: () => Promise<void>) => void }

/** Runs one command to its end. One that is not done by the deadline is killed, and the test fails with what it printed. */
export async function everbearer(home: Home, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { stdin = '', deadlineMs = PATIENCE_MS } = options
  const started = performance.now()
  const child = spawnCli(home, args, options)
  const output = collect(child)
  child.stdin.end(stdin)
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    child.kill('SIGKILL')
    late.reject(new Error(`everbearer ${args.join(' ')} hung:\n${output.stdout}\n${output.stderr}`))
  }, deadlineMs)
  const ended = await Promise.race([endOf(child), late.promise]).finally(() => clearTimeout(timer))
  return { ...ended, ...output, tookMs: performance.now() - started }
}

/** Starts a command that goes on: `agent`, `serve`, `journal --follow`, `demo`. */
export function startEverbearer(home: Home, args: readonly string[], options: StartOptions = {}): Running {
  const child = spawnCli(home, args, options)
  const output = collect(child)
  stillRunning.add(child)
  child.once('close', () => stillRunning.delete(child))
  const exited = endOf(child)
  const atEnd = options.atEnd ?? onTestFinished
  atEnd(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    say: (text) => void child.stdin.write(text),
    kill: (signal = 'SIGTERM') => void child.kill(signal),
    ready: (deadlineMs = PATIENCE_MS) => firstLine(child, output, args, deadlineMs),
    exited,
  }
}

export function startAgent(home: Home, options: StartOptions = {}): Running {
  return startEverbearer(home, ['agent'], options)
}

function spawnCli(home: Home, args: readonly string[], options: SpawnOptions): ChildProcessWithoutNullStreams {
  const { program = cli, env } = options
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`)
  const [first = productNode, ...words] = [...(home.through ?? []), productNode, program, ...args]
  const child = spawn(first, words, { env: environmentOf(home, env), cwd: home.base })
  // A program may end without reading its stdin; the pipe then breaks, which is no trouble of the test.
  child.stdin.on('error', () => {})
  return child
}

function collect(child: ChildProcessWithoutNullStreams): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  return output
}

/** Ends when the process has ended and all of its output is read. */
function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

async function firstLine(
  child: ChildProcessWithoutNullStreams,
  output: { stdout: string; stderr: string },
  args: readonly string[],
  deadlineMs: number,
): Promise<string> {
  const ended = () => child.exitCode !== null || child.signalCode !== null
  await until(`everbearer ${args.join(' ')} to be ready`, () => output.stdout.includes('\n') || ended(), { deadlineMs })
  const [line, rest] = output.stdout.split('\n', 2)
  if (rest === undefined) throw new Error(`everbearer ${args.join(' ')} ended before it was ready:\n${output.stderr}`)
  return line ?? ''
}

/** What a command printed that did what it was told; of any other, the test says what it said. */
export async function done(
  home: Home,
  args: readonly string[],
  stdin = '',
  more: Pick<RunOptions, 'deadlineMs'> = {},
): Promise<string> {
  const { code, stdout, stderr } = await everbearer(home, args, { stdin, ...more })
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`)
  return stdout
}

export async function addConnection(home: Home, entry: unknown): Promise<void> {
  await done(home, ['add', '--from', '-'], JSON.stringify(entry))
}
