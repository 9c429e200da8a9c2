/**
 * The desktop's end as people have it: started without the driver of the other tests, for whose debugger Electron waits in
 * the end, so that they end one that spins (real-host.ts). Here nobody does: whatever does not end by itself fails.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { HIDDEN } from '../../../electron/adapters/node/processes/hidden-start.ts'
import { realStart } from '../../kit/electron/real-host.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { until } from '../../kit/processes/until.ts'

// Windows has no signal that a program could answer.
test.skipIf(process.platform === 'win32').each([
  ['with a window', []],
  ['out of sight', [HIDDEN]],
])('asked to end by a signal, one %s ends', async (_how, words) => {
  const home = await fileHome()
  const { program, args, env, cwd } = realStart(home)
  const child = spawn(program, [...args, ...words], { env, cwd, stdio: 'ignore' })
  const ended = new Promise<unknown>((done) => child.once('exit', (code, signal) => done(code ?? signal)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await until('its keeper', () => existsSync(join(home.path, 'keeper.sock')))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(await everbearer(home, ['list'])).toMatchObject({ code: 0 })
})
