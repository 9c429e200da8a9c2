import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../../../kit/processes/until.ts'

const root = resolve(import.meta.dirname, '..', '..', '..', '..')

/** Works until it is told to end, on a clock that stands still until it is told to move on. */
const program = `
  import 'conf'
  import { onStopSignal } from './electron/adapters/node/processes/stop-signals.ts'
  let time = 0
  onStopSignal(() => console.log('asked to stop'), { monotonic: () => time })
  process.stdin.on('data', (word) => {
    if (String(word) === 'later') console.log('later', (time += 60_000))
    else process.exit(0)
  })
  console.log('ready')
`

function start(env: NodeJS.ProcessEnv = {}) {
  const words = ['--input-type=module-typescript', '-e', program]
  const child = spawn(process.execPath, words, { cwd: root, env: { ...process.env, _: '', ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (piece) => {
    said += piece
  })
  child.stderr.on('data', (piece) => {
    said += piece
  })
  const ended = new Promise((done) => child.on('exit', (code, signal) => done([code, signal])))
  const heard = (what: string) => until(`"${what}"`, () => said.includes(what) || Promise.reject(new Error(said)))
  return { child, ended, heard }
}

describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s lets a program finish, although conf would kill it',
    async (signal) => {
      const { child, ended, heard } = start()
      await heard('ready')
      child.kill(signal)
      await heard('asked to stop')
      child.kill(signal)
      child.stdin.write('end')
      expect(await ended).toEqual([0, null])
    },
  )

  it('of a terminal that goes is passed over under nohup', async () => {
    const { child, ended, heard } = start({ _: '/usr/bin/nohup' })
    await heard('ready')
    child.kill('SIGHUP')
    child.stdin.write('later')
    await heard('later 60000')
    // The first to count: after a hangup that counted it would be the second, and end it at once.
    child.kill('SIGTERM')
    await heard('asked to stop')
    child.stdin.write('end')
    expect(await ended).toEqual([0, null])
  })

  it('that comes again later ends it at once', async () => {
    const { child, ended, heard } = start()
    await heard('ready')
    child.kill('SIGTERM')
    // With the echo that conf sends: handled later than that, it would be what comes again.
    await heard('asked to stop\nasked to stop')
    child.stdin.write('later')
    await heard('later 60000')
    child.kill('SIGINT')
    expect(await ended).toEqual([130, null])
  })
})
