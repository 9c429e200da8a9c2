/**
 * `git pull && npm start` while an agent of before is still running: real builds of earlier commits, made from git's history
 * with the tools of today, beside the build of today, in both orders, and back again.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everbearer, productNode, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

const root = resolve(import.meta.dirname, '..', '..')
const NAME = 'ward'
const ENTRY = JSON.stringify({
  name: NAME,
  system: 'draw',
  settings: { baseUrl: 'http://127.0.0.1:9/', clientId: 'Institute A', expiresAt: '2099-01-01T00:00:00Z' },
  secrets: { accessToken: 'token-of-ward' },
})

/** A clone without history (git clone --depth 1, an archive) does not hold them. */
const hasHistory = (commit: string) =>
  spawnSync('git', ['cat-file', '-e', `${commit}^{tree}`], { cwd: root }).status === 0

/**
 * That commit's command line. Of its dependencies it gets those of today: what it bundles is its own. Built in a clone, since
 * a build takes from git of when it is.
 */
function built(commit: string, into: string): string {
  const git = (...args: string[]) => execFileSync('git', ['-c', 'safe.directory=*', ...args])
  git('clone', '--quiet', '--shared', '--no-checkout', root, into)
  git('-C', into, 'checkout', '--quiet', '--detach', commit)
  symlinkSync(join(root, 'node_modules'), join(into, 'node_modules'))
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  execFileSync(productNode, [vite, 'build', '--logLevel', 'warn'], { cwd: into, stdio: 'inherit' })
  return join(into, 'dist', 'cli.js')
}

describe.each(['49c4854'])('an agent of %s', (commit) => {
  if (!hasHistory(commit)) {
    test.skip(`cannot be built: ${commit} is not in this clone's history (git fetch --unshallow)`, () => {})
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'eb-older-'))
  let older = ''
  beforeAll(() => {
    older = built(commit, join(folder, commit))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const newHome = () => temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })
  const old = (home: Home, args: readonly string[], stdin = '') => everbearer(home, args, { program: older, stdin })
  const ours = (home: Home, args: readonly string[]) => everbearer(home, args)

  test('hands over to a command of today, which says so; then to an agent of today, for good', async () => {
    const home = newHome()
    const agent = startAgent(home, { program: older })
    await agent.ready()
    expect(await old(home, ['add', '--from', '-'], ENTRY)).toMatchObject({ code: 0 })
    expect(await old(home, ['settings', 'set', 'journalEntries', '500'])).toMatchObject({ code: 0 })
    // A program that asks for a token needs no other keeper for it.
    expect(await ours(home, ['token', NAME])).toMatchObject({ code: 0, stdout: 'token-of-ward\n', stderr: '' })

    const shown = await ours(home, ['show', NAME])
    expect(shown.code).toBe(0)
    expect(shown.stderr).toMatch(
      new RegExp(
        `^everbearer: warning: keeper_replaced: An older Everbearer \\(agent, 0\\.1\\.0\\+${commit}\\w+\\) .+\n$`,
      ),
    )

    const next = startAgent(home)
    const token = ours(home, ['token', NAME])
    await next.ready()
    expect(await token).toMatchObject({ code: 0, stdout: 'token-of-ward\n' })
    await until('the agent of today to keep', () => next.stdout().includes('keeping all connections'))
    expect(await ours(home, ['show', NAME])).toMatchObject({ code: 0, stderr: '' })
    expect((await ours(home, ['settings', 'get'])).stdout).toMatch(/^journalEntries +500 /m)
    expect(agent.stderr() + next.stderr()).not.toMatch(/\bbug\b/)
  })

  test('and its commands are understood by a keeper of today, which goes on', async () => {
    const home = newHome()
    const agent = startAgent(home)
    await agent.ready()
    expect(await everbearer(home, ['add', '--from', '-'], { stdin: ENTRY })).toMatchObject({ code: 0 })
    expect(await old(home, ['token', NAME])).toMatchObject({ code: 0, stdout: 'token-of-ward\n', stderr: '' })
    expect(await old(home, ['list'])).toMatchObject({ code: 0, stdout: expect.stringContaining(NAME), stderr: '' })
    expect(await old(home, ['pause', NAME])).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse((await ours(home, ['show', NAME, '--json'])).stdout)).toMatchObject({ state: 'paused' })
    expect(agent.stderr()).not.toMatch(/keeper_|\bbug\b/)
  })

  test('gone back to, it reads the preferences, leaves alone what it cannot read, and today reads all again', async () => {
    const home = newHome()
    expect(await everbearer(home, ['add', '--from', '-'], { stdin: ENTRY })).toMatchObject({ code: 0 })
    expect(await ours(home, ['settings', 'set', 'journalEntries', '500'])).toMatchObject({ code: 0 })
    await old(home, ['list'])
    await old(home, ['token', NAME])
    expect((await old(home, ['settings', 'get'])).stdout).toMatch(/^journalEntries +500 /m)
    expect((await ours(home, ['settings', 'get'])).stdout).toMatch(/^journalEntries +500 /m)
    expect(await ours(home, ['token', NAME])).toMatchObject({ code: 0, stdout: 'token-of-ward\n' })
  })
})
