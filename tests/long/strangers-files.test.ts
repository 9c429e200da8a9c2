/**
 * The marker law in what another user has prepared: files, links and folders of his, under our names, in a state folder
 * and a temp folder that were open to him. Whatever the owner does afterwards, no secret lands in any of them.
 */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fnv1a } from '../../electron/adapters/node/keeper-socket/socket-address.ts'
import { markers } from '../kit/markers.ts'
import { everbearer, startAgent, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { type SecondUser, secondUser } from '../kit/processes/second-user.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'

const found = secondUser()
const stranger = found as SecondUser

const SECRETS = {
  accessToken: 'an-access-token-of-the-owner-7d1c',
  refreshToken: 'a-refresh-token-of-the-owner-93ab',
  clientSecret: 'a-client-secret-of-the-owner-51fe',
  another: 'another-refresh-token-of-the-owner-c0de',
}
const { another, ...secrets } = SECRETS
const ENTRY = {
  name: 'ward',
  system: 'oauth2',
  settings: { baseUrl: 'http://127.0.0.1:9/', clientId: 'ward', endpoints: { token: '/token' } },
  secrets,
}

/** As files that he can go on reading, as links to his own, as pipes that he listens at. */
const PREPARE = `
  const fs = require('node:fs'), path = require('node:path'), { execFileSync } = require('node:child_process')
  const [, state, own, temp, how] = process.argv
  process.umask(0)
  const names = ['index.json', 'window.json', 'vault-choice.json', 'journal.jsonl', 'journal.1.jsonl', 'machine-id',
    'keeper.lock', 'keeper.sock', 'k.4711', 'open-' + '0'.repeat(32) + '.html', '.index.json.0123456789abcdef.tmp']
  for (const name of names) {
    const place = path.join(state, name), mine = path.join(own, name)
    if (how === 'pipe') execFileSync('mkfifo', ['-m', '666', place])
    else fs.writeFileSync(how === 'link' ? mine : place, '{}', { mode: 0o666 })
    if (how === 'link') fs.symlinkSync(mine, place)
  }
  if (how === 'link') { fs.mkdirSync(path.join(own, 'vault'), { mode: 0o777 }); fs.symlinkSync(path.join(own, 'vault'), path.join(state, 'vault')) }
  else { fs.mkdirSync(path.join(state, 'vault'), { mode: 0o777 }); fs.writeFileSync(path.join(state, 'vault', 'key.age'), '', { mode: 0o666 }) }
  if (how === 'link') fs.symlinkSync(own, temp); else fs.mkdirSync(temp, { mode: 0o777 })
`

describe.skipIf('why' in found)('no secret lands in what a stranger has prepared', () => {
  test.each(['file', 'link', 'pipe'])('%s', async (how) => {
    const temp = mkdtempSync(join(tmpdir(), 'eb-sticky-'))
    onTestFinished(() => rmSync(temp, { recursive: true, force: true }))
    chmodSync(temp, 0o1777)
    const home = temporaryHome({
      EVERBEARER_VAULT: 'file',
      EVERBEARER_PASSPHRASE: 'correct horse battery',
      TMPDIR: temp,
    })
    chmodSync(home.base, 0o755)
    const own = join(home.base, 'his')
    for (const folder of [home.path, own]) mkdirSync(folder)
    stranger.own(own)
    stranger.share(home.path, 0o770)
    stranger.run(PREPARE, [home.path, own, join(temp, `everbearer-${process.getuid?.()}-${fnv1a(home.path)}`), how])
    chmodSync(home.path, 0o700)

    const cli = async (words: readonly string[], json?: object) =>
      everbearer(home, words, json === undefined ? {} : { stdin: JSON.stringify(json) })
    const added = await cli(['add', '--from', '-'], ENTRY)
    expect(added.code, added.stderr).toBe(0)
    const agent = startAgent(home)
    await agent.ready()
    await cli(['edit', 'ward', '--from', '-'], { secrets: { refreshToken: another } })
    expect((await cli(['token', 'ward'])).stdout.trim()).toBe(secrets.accessToken)
    for (const words of [['refresh', 'ward'], ['test', 'ward'], ['list'], ['journal'], ['doctor', '--json']])
      await cli(words)
    agent.kill()
    await agent.exited
    const page = startEverbearer(home, ['serve', '--no-open'])
    await page.ready()
    page.kill()
    await page.exited

    const hunt = markers({ ...SECRETS, passphrase: 'correct horse battery' })
    const his = [own, ...ofStranger(home.path), ...ofStranger(temp)]
    expect(his.length).toBeGreaterThan(10)
    expect(his.flatMap((path) => hunt.inTree(path))).toEqual([])
    // Ours beside them, closed and encrypted.
    expect(hunt.inTree(home.path)).toEqual([])
    // The law finds one that does land there.
    writeFileSync(join(own, 'landed'), secrets.refreshToken)
    expect(hunt.inTree(own)).toMatchObject([{ secret: 'refreshToken' }])
  })
})

/** What in this folder belongs to him, wherever it has been set aside to. */
function ofStranger(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).uid === stranger.uid)
}
