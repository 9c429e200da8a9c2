import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { productNode, root } from './project.mjs'

/**
 * Starts a program in the project's folder and waits for its end.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it, 127 when it could not be started
 */
export function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    child.on('error', (trouble) => {
      process.stderr.write(`${command} could not be started: ${trouble.message}\n`)
      done(127)
    })
    child.on('exit', (code, signal) => done(code ?? exitCodeOf(signal)))
    passSignalsOn(child)
  })
}

/**
 * Runs a JavaScript file with the Node of the product; `node` means that one for its children as well.
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function runWithProductNode(args, options = {}) {
  const env = { ...process.env, ...options.env }
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  env[name] = [dirname(productNode), env[name]].filter(Boolean).join(delimiter)
  return run(productNode, args, { ...options, env })
}

/**
 * On Windows npm is a script beside the node.exe that runs us: its bare name would be looked for in the current folder
 * first, and needs a shell. Standard output stays free for what was asked for.
 * @param {string[]} args
 */
export function runNpm(args) {
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (['ignore', 2, 2])
  const [program, ...before] = npm()
  return run(program, [...before, ...args], { stdio })
}

/** How npm is started: the program, and what comes before npm's own words. @returns {[string, ...string[]]} */
export function npm() {
  if (process.platform !== 'win32') return ['npm']
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  return [process.execPath, process.env.npm_execpath ?? beside]
}

/**
 * Ctrl+C reaches the child by itself, since it is in the same terminal group; this process must only outlive it, so that
 * its exit code comes back. A signal sent to this process alone is handed on.
 * @param {import('node:child_process').ChildProcess} child
 */
function passSignalsOn(child) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  const handOn = (/** @type {NodeJS.Signals} */ signal) => {
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    child.kill(signal)
  }
  for (const signal of signals) process.on(signal, handOn)
  child.on('exit', () => {
    for (const signal of signals) process.off(signal, handOn)
  })
}

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return 128 + (signal ? constants.signals[signal] : 0)
}
