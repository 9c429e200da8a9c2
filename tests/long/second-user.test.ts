/**
 * What another user of this computer tries, while the owner's programs run: to be taken for the keeper, to be in time at
 * the socket, to leave files under our names, to keep the owner from the page. He gets nothing, at no moment.
 */

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fnv1a } from '../../electron/adapters/node/keeper-socket/socket-address.ts'
import { listenAt } from '../../electron/adapters/node/keeper-socket/socket-listener.ts'
import { PROTOCOL } from '../../shared/api/hello.ts'
import { ask } from '../doors/page/page-client.ts'
import { everbearer, type Outcome, startAgent, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { type SecondUser, secondUser } from '../kit/processes/second-user.ts'
import { type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

const found = secondUser()
const stranger = found as SecondUser

const SECRET = 'a-refresh-token-that-is-nobody-elses'
const ENTRY = JSON.stringify({
  name: 'ward',
  system: 'oauth2',
  settings: { baseUrl: 'https://auth.example/', clientId: 'ward', endpoints: { token: '/token' } },
  secrets: { accessToken: 'an-access-token', refreshToken: SECRET },
})

/** A home that everybody can reach, as one in /srv or /tmp is. */
function reachableHome(env: Record<string, string> = {}): Home {
  const home = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery', ...env })
  chmodSync(home.base, 0o755)
  return home
}

/** A folder that the stranger's group can write to, as long as it is so. */
function openToGroup(path: string, mode = 0o770): void {
  mkdirSync(path, { recursive: true })
  stranger.share(path, mode)
}

/** Listens at a path as a keeper would, and prints all that he is told. */
const POSE = `
  const net = require('node:net'), fs = require('node:fs')
  const [, path, hello] = process.argv
  process.umask(0)
  net.createServer((socket) => {
    console.log('caught')
    socket.on('error', () => {}).on('data', (data) => console.log(String(data)))
    socket.write(hello + '\\n')
  }).listen(path, () => { fs.chmodSync(path, 0o777); console.log('ready') })`

const HELLO = JSON.stringify({ hello: { protocol: PROTOCOL, version: '0.0.0', host: 'agent', pid: 1 } })

async function everyCommand(home: Home): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const words of [['token', 'ward'], ['token', 'ward', '--json'], ['list'], ['add', '--from', '-']]) {
    outcomes.push(await everbearer(home, words, { stdin: ENTRY }))
  }
  return outcomes
}

describe.skipIf('why' in found)('another user', () => {
  test('who could write to the folder once is not taken for the keeper, now or later', async () => {
    const home = reachableHome()
    openToGroup(home.path)
    const pose = stranger.start(POSE, [join(home.path, 'keeper.sock'), HELLO])
    await pose.says('ready')
    for (const { code, stderr } of await everyCommand(home)) {
      expect([code, stderr]).toEqual([4, expect.stringContaining(`chmod 700 ${home.path}`)])
    }
    chmodSync(home.path, 0o700)
    expect((await everyCommand(home)).map(({ code }) => code)).toEqual([3, 3, 0, 0])
    expect((await everbearer(home, ['token', 'ward'])).stdout).toContain('an-access-token')
    expect(readdirSync(home.path)).toContain('keeper.sock.foreign-1')
    expect(await pose.end()).toBe('ready\n')
  })

  test('whose folder it is altogether hears nothing, by its own name or through a link of his', async () => {
    const home = reachableHome()
    mkdirSync(home.path)
    stranger.own(home.path)
    const pose = stranger.start(POSE, [join(home.path, 'keeper.sock'), HELLO])
    await pose.says('ready')
    const outcomes = await everyCommand(home)
    expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 4))
    expect(outcomes.every(({ stderr }) => stderr.includes('state_folder_foreign'))).toBe(true)
    expect(await pose.end()).toBe('ready\n')
  })

  test('is not let in at the socket in the moment of its birth, in a folder of his group and under a mask that is open to it', async () => {
    const base = reachableHome().base
    const folder = join(base, 'group')
    // What is made in it is its group's.
    openToGroup(folder, 0o2750)
    const before = process.umask(0o002)
    // It is bound by now, and nothing more happens here before he has tried.
    const listening = listenAt(join(folder, 'keeper.sock'), createServer())
    process.umask(before)
    const told = stranger.run(
      `const [, folder] = process.argv
       for (const name of require('node:fs').readdirSync(folder)) {
         require('node:net').connect(folder + '/' + name, () => { console.log('connected'); process.exit() })
           .on('error', ({ code }) => console.log(name.replace(/\\d+/, 'PID'), code))
       }`,
      [folder],
    )
    void (await listening).close()
    expect(told).toBe('k.PID EACCES\n')
  })

  test('finds the state folder closed however it was made, from the first moment on', async () => {
    const home = reachableHome()
    openToGroup(home.path, 0o750)
    const hammer = stranger.start(
      `const net = require('node:net')
       console.log('ready')
       const hit = () => { net.connect(process.argv[1], () => console.log('connected')).on('error', () => {}) }
       setInterval(hit, 1)`,
      [join(home.path, 'keeper.sock')],
    )
    await hammer.says('ready')
    for (let round = 0; round < 3; round += 1) {
      const agent = startAgent(home)
      await agent.ready()
      expect(statSync(home.path).mode & 0o777).toBe(0o700)
      agent.kill()
      await agent.exited
    }
    expect(await hammer.end()).toBe('ready\n')
  })

  test('who is quick to make the temp folder of a long path gets no document', async () => {
    const temp = mkdtempSync(join(tmpdir(), 'eb-sticky-'))
    onTestFinished(() => rmSync(temp, { recursive: true, force: true }))
    chmodSync(temp, 0o1777)
    const home = reachableHome({ TMPDIR: temp })
    const path = join(home.base, 'deep'.repeat(30))
    const deep = { ...home, path, env: { ...home.env, EVERBEARER_HOME: path } }
    const folder = join(temp, `everbearer-${process.getuid?.()}-${fnv1a(path)}`)
    const race = stranger.start(
      `const net = require('node:net'), fs = require('node:fs')
       const [, folder, hello] = process.argv
       process.umask(0)
       console.log('ready')
       let [server, turn] = [null, 0]
       setInterval(() => {
         try { fs.mkdirSync(folder) } catch { return }
         server = net.createServer((socket) => {
           console.log('caught')
           socket.on('error', () => {}).on('data', (data) => console.log(String(data)))
           socket.write(hello + '\\n')
         }).on('error', () => {}).listen(folder + '/keeper.sock')
         setTimeout(() => { server.close(); fs.rmSync(folder, { recursive: true, force: true }) }, (turn++ * 7) % 41)
       }, 3)`,
      [folder, HELLO],
    )
    await race.says('ready')
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => everbearer(deep, ['add', '--from', '-'], { stdin: ENTRY })),
    )
    for (const { code, stderr } of outcomes) {
      if (code !== 0)
        expect(stderr).toMatch(
          /socket_folder_unsafe|state_folder_unusable|name_taken|same_refresh_token|keeper_unresponsive/,
        )
    }
    expect(await race.end()).toBe('ready\n')
  })

  test('who left files under our names keeps none of them in use, and loses nothing of his own', async () => {
    const home = reachableHome()
    openToGroup(home.path)
    const leave = stranger.start(
      `const fs = require('node:fs')
       process.chdir(process.argv[1])
       for (const name of ['keeper.lock', 'index.json', 'journal.jsonl', 'vault-choice.json', 'k.4711', 'notes.txt']) fs.writeFileSync(name, '{"vault":"memory"}', { mode: 0o666 })
       fs.mkdirSync('vault', { mode: 0o777 })
       fs.writeFileSync('vault/key.age', 'mine')
       fs.openSync('keeper.lock', 'r+')
       console.log('ready'); setInterval(() => {}, 1_000)`,
      [home.path],
    )
    await leave.says('ready')
    chmodSync(home.path, 0o700)
    expect(await everbearer(home, ['add', '--from', '-'], { stdin: ENTRY })).toMatchObject({ code: 0 })
    for (const name of ['keeper.lock', 'index.json', 'journal.jsonl', 'vault-choice.json', 'k.4711', 'vault']) {
      const path = join(home.path, name)
      expect([name, statSync(`${path}.foreign-1`).uid]).toEqual([name, stranger.uid])
      if (existsSync(path)) expect([name, statSync(path).uid]).toEqual([name, process.getuid?.()])
    }
    expect(readFileSync(join(home.path, 'notes.txt'), 'utf8')).toContain('memory')
    expect((await everbearer(home, ['journal'])).stdout).toContain('keeper.lock.foreign-1')
    await leave.end()
  })

  test('who holds hundreds of connections to the page and says nothing does not shut its owner out', async () => {
    const home = reachableHome({ EVERBEARER_VAULT: 'memory' })
    const host = startEverbearer(home, ['serve', '--no-open'])
    const { hostname, port, hash } = new URL(await host.ready())
    const crowd = stranger.start(
      `const net = require('node:net')
       let open = 0
       for (let n = 0; n < 500; n += 1) net.connect(Number(process.argv[1]), '127.0.0.1', () => { open += 1; if (open === 500) console.log('ready') }).on('error', () => {})
       setInterval(() => {}, 1_000)`,
      [port],
    )
    await crowd.says('ready')
    const ticket = hash.slice('#ticket='.length)
    // He knows the port, as everybody does, and not the name.
    for (const guess of ['127.0.0.1', 'localhost']) {
      expect((await ask(Number(port), { hostname: guess })).status).toBe(403)
    }
    await until('the page', async () => (await ask(Number(port), { hostname })).status === 200)
    const asked = { hostname, method: 'POST', path: '/api/ticket', json: { ticket } }
    expect((await ask(Number(port), asked)).json).toMatchObject({ ok: true })
    await crowd.end()
  })
})
