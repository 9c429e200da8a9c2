import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../programs.mjs'

/** `node session.mjs PROGRAM ...`: runs it with a screen of its own, and ends as it did. */
const [program = '', ...words] = process.argv.slice(2)

const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp', '-noreset'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
})
const runtimeFolder = join(process.env.HOME ?? '', 'run')
mkdirSync(runtimeFolder, { recursive: true, mode: 0o700 })

try {
  const env = { ...process.env, DISPLAY: await displayOf(screen), XDG_RUNTIME_DIR: runtimeFolder }
  process.exitCode = await run(program, words, { env })
} finally {
  screen.kill()
}

/** @param {import('node:child_process').ChildProcess} server @returns {Promise<string>} */
function displayOf(server) {
  return new Promise((done, failed) => {
    server.on('error', failed)
    server.on('exit', (code) => failed(new Error(`Xvfb ended with ${code}`)))
    server.stdio[3]?.on('data', (number) => done(`:${String(number).trim()}`))
  })
}
