import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../../../shared/fault.ts'
import { ask } from '../../doors/page/page-client.ts'
import { environmentOf, type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

/** `npm start` on a machine with no desktop and nobody at the keyboard, as over ssh or in a pipeline. */

const root = resolve(import.meta.dirname, '..', '..', '..')

function npmStart(home: Home, ...words: string[]) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...words], {
    env: environmentOf(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  const exited = new Promise<number | null>((ended) => child.once('close', ended))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await exited
  })
  const line = () => /^(http\S+)\n/.exec(said.stdout)?.[1]
  const address = async () => (await until('the address', line)) ?? ''
  return { child, said, exited, address }
}

/** Opens an address by hand, as a browser would; gives what calls the keeper through it. */
async function opened(address: string): Promise<(name: string) => Promise<Reply<{ pid: number; host: string }>>> {
  const [, hostname = '', port = '', ticket = ''] =
    /^http:\/\/([0-9a-f]{32}\.localhost):(\d+)\/#ticket=([0-9a-f]{64})$/.exec(address) ?? []
  const to = Number(port)
  const traded = await ask(to, { hostname, method: 'POST', path: '/api/ticket', json: { ticket } })
  const { key } = (traded.json as { value: { key: string } }).value
  return async (name) => {
    const answer = await ask(to, { hostname, method: 'POST', path: `/v1/calls/${name}`, key, json: {} })
    return answer.json as Reply<{ pid: number; host: string }>
  }
}

test('says that there is no window, prints an address that works, and goes on', async () => {
  const home = temporaryHome({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' })
  const first = npmStart(home)
  const call = await opened(await first.address())
  expect(await call('vault.status')).toMatchObject({ ok: true, value: { kind: 'none' } })
  await until('the hint', () => first.said.stderr.includes('No browser opened by itself here'))
  expect(first.said.stderr.match(/The desktop window cannot be had here/g)).toHaveLength(1)
  expect(first.child.exitCode).toBeNull()

  const second = npmStart(home)
  const joined = await opened(await second.address())
  const keeper = await call('keeper.status')
  expect(keeper).toMatchObject({ ok: true, value: { host: 'browser host' } })
  expect(await joined('keeper.status')).toEqual(keeper)

  first.child.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  const next = await until('the next keeper', async () => {
    const reply = await joined('keeper.status')
    return reply.ok && reply
  })
  expect(next).toMatchObject({ ok: true, value: { host: 'browser host' } })
  expect(next).not.toMatchObject(keeper)
  second.child.kill('SIGTERM')
  expect(await second.exited).toBe(0)
})

test('runs the command line that stands after it', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const { said, exited } = npmStart(home, 'list', '--json')
  expect([await exited, said.stdout]).toEqual([0, '{\n  "connections": []\n}\n'])
})

/** Electron is not started as root, which tests often are; another user needs to be able to read the project. */
const asRoot = process.getuid?.() === 0
const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
const readable = () => spawnSync('setpriv', [...asNobody, 'test', '-r', join(root, 'dist', 'cli.js')]).status === 0
const canStartWindow = process.platform === 'linux' && (!asRoot || readable())

if (canStartWindow)
  test('opens the window where there can be one, and ends with it', () => {
    const home = temporaryHome({ DISPLAY: ':99' })
    const brought = join(home.base, 'electron')
    mkdirSync(brought)
    const noted = join(home.base, 'tmp', 'started')
    writeFileSync(join(brought, 'electron'), `#!/bin/sh\necho "$@" > ${noted}\n`, { mode: 0o755 })
    const words = [process.execPath, join(root, 'scripts', 'start.mjs')]
    if (asRoot) spawnSync('chown', ['-R', '65534:65534', home.base])
    const [program = '', ...args] = asRoot ? ['setpriv', ...asNobody, ...words] : words
    const env = { ...environmentOf(home), ELECTRON_OVERRIDE_DIST_PATH: brought }
    const { status, stderr } = spawnSync(program, args, { env, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
    expect(readFileSync(noted, 'utf8')).toBe(`${root}\n`)
  })
