/** Moving house: another computer, a renamed user, another host name, a backup from before. Each ends in one true sentence and a way on. */
import { spawnSync } from 'node:child_process'
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { startSecretService } from '../kit/keyrings/secret-service.ts'
import { OAUTH_CLIENTS, oauthConnection } from '../kit/oauth/oauth-clients.ts'
import { startOauthServer } from '../kit/oauth/oauth-server.ts'
import { everbearer, productNode } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { environmentOf, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { STATE_PASSPHRASE } from '../kit/processes/write-state.ts'

const inFile = () => fileHome({}, STATE_PASSPHRASE)

async function done(home: Home, args: readonly string[], stdin: object = {}): Promise<string> {
  const { code, stdout, stderr } = await everbearer(home, args, { stdin: JSON.stringify(stdin) })
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
  return stdout
}

test('a restored backup from before the last rotation: said so, and a new refresh token goes on from there', async () => {
  const server = await startOauthServer({ accessLifeSeconds: 3_600 })
  const home = await inFile()
  const mint = () => server.mintRefreshToken(OAUTH_CLIENTS.deskPublic)
  await done(
    home,
    ['add', '--from', '-'],
    oauthConnection('ward', server.issuer, OAUTH_CLIENTS.deskPublic, await mint()),
  )
  // Nothing was renewed when the copy is made: a refresh within 2 s of a renewal asks nobody, and both would come so soon.
  const backup = join(home.base, 'backup')
  cpSync(home.path, backup, { recursive: true })
  await done(home, ['refresh', 'ward'])
  rmSync(home.path, { recursive: true })
  renameSync(backup, home.path)
  const { code, stderr } = await everbearer(home, ['refresh', 'ward'])
  expect({ code, stderr }).toEqual({
    code: 4,
    stderr: expect.stringMatching(
      /^everbearer: invalid_grant: .*was replaced after this copy was saved\. .*Next: .*"everbearer edit ward"/,
    ),
  })
  await done(home, ['edit', 'ward', '--from', '-'], { secrets: { refreshToken: await mint() } })
  await done(home, ['refresh', 'ward'])
  expect(JSON.parse(await done(home, ['show', 'ward', '--json']))).toMatchObject({ state: 'valid' })
})

test('a user who was renamed, and with that the folder: all goes on, in a file and in a keychain', async () => {
  const keyring = await startSecretService()
  onTestFinished(() => keyring.stop())
  const server = await startDrawServer()
  const homes = [await inFile(), temporaryHome({ ...keyring.env, EVERBEARER_VAULT: undefined })]
  for (const home of homes) {
    await done(home, ['add', '--from', '-'], drawConnection('ward', server.url, server.issuePair()))
    const renamed = { ...home, path: join(home.base, 'anne', 'state') }
    cpSync(home.path, renamed.path, { recursive: true })
    rmSync(home.path, { recursive: true })
    await done(renamed, ['refresh', 'ward'])
  }
})

/** To be a computer of another name, or another computer, takes root's rights. */
const mayBeAnother = spawnSync('unshare', ['--uts', '--mount', 'true']).status === 0
const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js')

/** Runs a command after these preparations, which hold for it alone. */
function elsewhere(home: Home, preparations: string, args: readonly string[]) {
  const words = ['--uts', '--mount', 'sh', '-c', `${preparations} && exec "$@"`, 'sh', productNode, CLI, ...args]
  const { status, stdout, stderr } = spawnSync('unshare', words, { env: environmentOf(home), encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

test.skipIf(!mayBeAnother)('another host name: all goes on', async () => {
  const server = await startDrawServer()
  const home = await inFile()
  await done(home, ['add', '--from', '-'], drawConnection('ward', server.url, server.issuePair()))
  const { code, stdout } = elsewhere(home, 'hostname elsewhere', ['show', 'ward', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'valid', fault: null })
})

test.skipIf(!mayBeAnother)('another computer: renews nothing until somebody says that it may', async () => {
  const home = await inFile()
  const pair = { accessToken: 'access-token-of-ward', refreshToken: `refresh-token-${'x'.repeat(40)}` }
  await done(home, ['add', '--from', '-'], drawConnection('ward', 'http://127.0.0.1:9/', pair))
  const id = join(home.base, 'machine-id')
  writeFileSync(id, `${'ab'.repeat(16)}\n`)
  const another = `for file in /etc/machine-id /var/lib/dbus/machine-id; do test ! -e $file || mount --bind ${id} $file; done`
  expect(elsewhere(home, another, ['refresh', 'ward'])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /^everbearer: moved_machine: .*saved on another computer.* Next: .*"everbearer resume ward"/,
    ),
  })
  expect(elsewhere(home, another, ['resume', 'ward'])).toMatchObject({ code: 0 })
  // On its own again, since nobody listens there.
  expect(elsewhere(home, another, ['refresh', 'ward']).stderr).toMatch(/^everbearer: connection_refused: /)
})
