/** A site's server in real processes: it serves over TLS, dies, and its copy goes on under the same keys (docs/site-keeper.md). */

import { execFile, spawnSync } from 'node:child_process'
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { freePort } from '../kit/network/free-port.ts'
import { addConnection, done, startAgent } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { until } from '../kit/processes/until.ts'
import { ownAuthority } from '../kit/servers/own-authority.ts'

const authority = ownAuthority()

/** A workstation's program: curl, by the certificate's name. Its token; null where it gets none. */
function tokenOver(port: number, ca: string, key: string): Promise<string | null> {
  const name = 'keeper.example'
  const words = ['-sS', '--max-time', '20', '--cacert', ca, '--resolve', `${name}:${port}:127.0.0.1`, '-H', '@-']
  return new Promise((resolve) => {
    const child = execFile('curl', [...words, `https://${name}:${port}/v1/connections/ward/token`], (_trouble, out) => {
      const answer = /^\{.*\}$/.test(out) ? (JSON.parse(out) as { token?: string }) : {}
      resolve(answer.token ?? null)
    })
    child.stdin?.end(`Authorization: Bearer ${key}`)
  })
}

test('a keeper that serves a site over TLS is killed, and its copy serves the same keys, with no refresh token spent twice', async () => {
  const server = await startDrawServer()
  const first = await fileHome()
  const port = await freePort()
  const ca = join(first.base, 'ca.pem')
  const files = { certificate: join(first.base, 'own.pem'), key: join(first.base, 'own.key') }
  const issued = authority.issue('keeper', ['keeper.example'])
  writeFileSync(ca, authority.pem)
  writeFileSync(files.certificate, issued.certificate)
  writeFileSync(files.key, issued.key, { mode: 0o600 })

  const agent = startAgent(first)
  await agent.ready()
  await addConnection(first, drawConnection('ward', server.url, server.issuePair()))
  await done(first, ['settings', 'set', 'consumers.certificate', files.certificate])
  await done(first, ['settings', 'set', 'consumers.key', files.key])
  expect(await done(first, ['settings', 'set', 'consumers.address', `127.0.0.1:${port}`])).toContain(
    `https://127.0.0.1:${port}`,
  )
  const key = (await done(first, ['consumers', 'add', 'ward-3', '--for', 'ward'])).trim()
  await done(first, ['refresh', 'ward'])
  const before = await tokenOver(port, ca, key)
  expect(before).not.toBeNull()
  expect(await tokenOver(port, ca, `evb_${'0'.repeat(80)}`)).toBeNull()

  const standby = await fileHome()
  // As a snapshot of its disk: nothing is written, replaced or removed under the copier's hands.
  agent.kill('SIGSTOP')
  cpSync(first.path, standby.path, { recursive: true, filter: (path) => !/keeper\.(sock|lock)$|\.tmp$/.test(path) })
  expect(readFileSync(join(standby.path, 'index.json'), 'utf8')).not.toContain(key)
  agent.kill('SIGKILL')
  await agent.exited
  expect(await tokenOver(port, ca, key)).toBeNull()
  // The other machine has no such folder; on one that has, its copy would be refused.
  renameSync(first.path, `${first.path}-of-the-lost-machine`)

  const next = startAgent(standby)
  await next.ready()
  await until('a token from the copy', async () => (await tokenOver(port, ca, key)) === before)

  await done(standby, ['resume', 'ward'])
  // A refresh within 2 s of a renewal asks nobody, and the other's may have been so short ago.
  let after = before
  await until('a token of its own', async () => {
    await done(standby, ['refresh', 'ward'])
    after = await tokenOver(port, ca, key)
    return after !== before
  })
  expect(after).not.toBeNull()
  expect(server.record).toMatchObject({ reuses: [], overlaps: 0 })
  expect(await done(standby, ['consumers', 'list'])).toContain('ward-3')
  await done(standby, ['consumers', 'revoke', 'ward-3'])
  expect(await tokenOver(port, ca, key)).toBeNull()
})

test('the unit for such a server is printed, and installs nothing', async () => {
  const home = await fileHome()
  const unit = await done(home, ['agent', '--system-unit'])
  expect(unit).toMatch(/^ExecStart=.*cli\.js"? agent$/m)
  expect(spawnSync('find', [home.base, '-name', '*.service'], { encoding: 'utf8' }).stdout).toBe('')
})
