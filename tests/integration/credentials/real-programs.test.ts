/** The programs themselves ask: git and curl (kubectl in tests/long/credentials); and a file is kept for one that cannot ask. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { startApiServer } from '../../kit/clients/api-server.ts'
import { inPath } from '../../kit/clients/in-path.ts'
import { keptWard } from '../../kit/clients/kept-ward.ts'
import { everbearer, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'

const run = promisify(execFile)

/** Nobody is there to be asked, and no helper but ours. */
const QUIET_GIT = { GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' }

it('git sends the token to the connection’s own server alone', async () => {
  const { home, server } = await keptWard()
  const other = await startApiServer()
  const env = inPath(home, QUIET_GIT)
  const { origin } = new URL(server.url)
  const config = ['-c', 'credential.helper=', '-c', 'credential.helper=!everbearer credential git ward']
  const asked = async (url: string) =>
    await run('git', [...config, 'ls-remote', url], { env, cwd: home.base }).catch((error: { stderr: string }) => error)
  server.askBasic = true
  other.askBasic = true
  await asked(`${origin}/base/project.git`)
  const token = server.tokens().at(-1)
  const sent = server.asked.map(({ basic }) => basic).filter((basic) => basic !== null)
  expect(sent.length).toBeGreaterThan(0)
  expect(new Set(sent)).toEqual(new Set([`oauth2:${token}`]))
  await asked(`${new URL(other.url).origin}/base/project.git`)
  expect(other.asked.length).toBeGreaterThan(0)
  expect(other.asked.filter(({ basic }) => basic !== null)).toEqual([])
})

it('curl carries the token in no command line, and to no other host', async () => {
  const { home, server } = await keptWard()
  const env = inPath(home)
  const line = async (words: string) =>
    (
      await run(
        'sh',
        ['-c', `everbearer credential curl ward ${words} | curl -sS --config - -o /dev/null -w '%{http_code}'`],
        { env },
      )
    ).stdout
  expect(await line('/api/health/')).toBe('200')
  expect(server.asked.at(-1)).toMatchObject({ path: '/base/api/health/', token: server.tokens().at(-1) })
  expect((await everbearer(home, ['credential', 'curl', 'ward', 'https://elsewhere.example/'])).code).toBe(2)
})

it('a file with the token is there for its owner alone while the command runs, and follows each renewal', async () => {
  const { home, server } = await keptWard()
  const path = join(home.base, 'ward.token')
  const sink = startEverbearer(home, ['credential', 'sink', 'ward', '--to', path])
  await sink.ready()
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual([server.tokens().at(-1), 0o600])
  // A wish that comes so soon after a renewal counts as the same one.
  const before = server.issued()
  await until(
    'another token',
    async () => (await everbearer(home, ['refresh', 'ward'])).code === 0 && server.issued() > before,
  )
  await until('it in the file', () => readFileSync(path, 'utf8') === server.tokens().at(-1))
  // It is said a moment after the file is there.
  await until('it to be said', () => (sink.stdout().match(/generation \d+/g)?.length ?? 0) > 1)
  sink.kill('SIGTERM')
  expect(await sink.exited).toEqual({ code: 0, signal: null })
  expect(existsSync(path)).toBe(false)
})
