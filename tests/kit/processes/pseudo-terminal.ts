/**
 * Runs the built command line as a person does, at a terminal of its own (a pseudo terminal, by Debian's Python):
 *
 *   const { code, shown } = await atTerminal(home, ['add'], [['Which system?', 'draw\r'], ['Name', '\u0003']])
 */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { productNode } from './everbearer-process.ts'
import { environmentOf, type Home } from './temporary-home.ts'

/** What is waited for, and what is typed when it is there. */
export type Step = readonly [shown: string, typed: string]

const program = resolve(import.meta.dirname, 'pseudo_terminal.py')
const cli = resolve(import.meta.dirname, '..', '..', '..', 'dist', 'cli.js')

/** `shown` is all that stood on the terminal, questions and echo included. */
export async function atTerminal(
  home: Home,
  words: readonly string[],
  steps: readonly Step[],
): Promise<{ code: number | null; shown: string }> {
  const { stdout, ended } = begun(home, words, steps)
  return { shown: await text(stdout), code: await ended }
}

/** The same of a program that goes on: what has been shown so far, and its end. Ends with the test. */
export function startAtTerminal(home: Home, words: readonly string[], steps: readonly Step[]) {
  const { stdout, ended, kill } = begun(home, words, steps)
  let shown = ''
  stdout.setEncoding('utf8').on('data', (piece: string) => {
    shown += piece
  })
  onTestFinished(async () => {
    kill()
    await ended
  })
  return { shown: () => shown, ended }
}

function begun(home: Home, words: readonly string[], steps: readonly Step[]) {
  const env = environmentOf(home, { TERM: 'xterm', COLUMNS: '100' })
  const args = [program, JSON.stringify(steps), productNode, cli, ...words]
  const child = spawn('/usr/bin/python3', args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  return { stdout: child.stdout, ended, kill: () => child.kill() }
}
