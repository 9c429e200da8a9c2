/**
 * Another Unix user of this computer, for attacks that only such a one can try. Made where the machine is there for the
 * checks alone (CI=true), never because somebody runs them as root.
 *
 *   const stranger = secondUser()
 *   describe.skipIf('why' in stranger)('another user', () => {
 *     const attack = theStranger().start(`setInterval(() => ..., 1); console.log('ready')`, [path])
 *     await attack.says('ready')
 *   })
 *
 * What it runs is a script for the product's Node; `process.argv` holds its words from index 1 on.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { inCi } from '../../../scripts/in-ci.mjs'
import { productNode } from './everbearer-process.ts'
import { until } from './until.ts'

const NAME = 'everbearer-stranger'
const MOST_TRIES = 20

export type SecondUser = {
  readonly uid: number
  readonly gid: number
  /** Starts a script as this user; it is ended with the test. */
  start(script: string, words?: readonly string[]): Attack
  /** Runs a script to its end while everything in this process stands still, and gives what it printed. */
  run(script: string, words?: readonly string[]): string
  /** Makes a folder theirs. */
  own(path: string): void
  /** Gives a folder to their group, with this mode. */
  share(path: string, mode: number): void
}

export type Attack = {
  stdout(): string
  says(text: string): Promise<unknown>
  /** Ends it, and gives all that it said. */
  end(): Promise<string>
}

export function secondUser(): SecondUser | { readonly why: string } {
  try {
    if (process.platform !== 'linux') throw new Error('this is no Linux')
    if (!inCi)
      throw new Error('a second user is made only where CI=true says that this machine is there for the checks')
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
    const root = (words: readonly string[]) => [...asRoot, ...words] as [string, ...string[]]
    const isThere = () => spawnSync('id', [NAME]).status === 0
    for (let tries = 1; !isThere(); tries++) {
      try {
        asked(root(['useradd', '--system', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME]))
      } catch (thrown) {
        // Another file of the same run may be making them just now, and has the list of users locked.
        if (tries === MOST_TRIES) throw thrown
        spawnSync('sleep', ['0.25'])
      }
    }
    const [uid = 0, gid = 0] = ['-u', '-g'].map((which) =>
      Number(execFileSync('id', [which, NAME], { encoding: 'utf8' })),
    )
    const become = root(['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'])
    const node = nodeFor(become)
    return {
      uid,
      gid,
      start: (script, words = []) => attackOf(spawn(become[0], [...become.slice(1), node, '-e', script, ...words])),
      run: (script, words = []) =>
        execFileSync(become[0], [...become.slice(1), node, '-e', script, ...words], { encoding: 'utf8' }),
      own: (path) => asked(root(['chown', `${uid}:${gid}`, path])),
      share(path, mode) {
        asked(root(['chgrp', String(gid), path]))
        // Who is not of a group may not have a folder hand it on.
        asked(root(['chmod', mode.toString(8), path]))
      },
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    process.stderr.write(`No second user here, so what only such a one can try is not tried: ${why}\n`)
    return { why }
  }
}

function asked([program, ...words]: readonly [string, ...string[]]): void {
  execFileSync(program, words)
}

/** A checkout in a closed folder hides its Node from everybody else; they get a copy. */
function nodeFor(become: readonly [string, ...string[]]): string {
  if (spawnSync(become[0], [...become.slice(1), 'test', '-x', productNode]).status === 0) return productNode
  const folder = mkdtempSync(join(tmpdir(), 'eb-node-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  copyFileSync(productNode, join(folder, 'node'))
  chmodSync(join(folder, 'node'), 0o755)
  return join(folder, 'node')
}

function attackOf(child: ChildProcess): Attack {
  let said = ''
  let trouble = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    trouble += text
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    stdout: () => said,
    says: (text) => until(`the stranger to say ${text}`, () => (said.includes(text) ? true : failed(trouble))),
    async end() {
      child.kill()
      await ended
      return said
    },
  }
}

function failed(trouble: string): false {
  if (trouble !== '') throw new Error(trouble)
  return false
}
