/**
 * The state folder on a disk that is really full, and a vault that is really read-only, under a keeper that keeps on. Where no small disk
 * can be mounted, a limit on the size of its files stands in for the full one.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { everbearer, type Running, startAgent } from '../../kit/processes/everbearer-process.ts'
import { temporaryFolder } from '../../kit/processes/temporary-folder.ts'
import { type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'

const did = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0

/** Mounts a small disk there until the end of the test; false where that is not allowed. */
function mounted(path: string): boolean {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (!did('mount', '-t', 'tmpfs', '-o', 'size=256k,mode=700', 'tmpfs', path)) return false
  // Lazily, since the keeper is ended only after this.
  onTestFinished(() => void did('umount', '--lazy', path))
  return true
}

const canMount = process.getuid?.() === 0 && did('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt')

type Trouble = {
  begin(home: Home, agent: Running): void
  end(home: Home, agent: Running): void
  readonly code: string
}

const full: Trouble = {
  code: '6 vault_full',
  begin({ path }) {
    const filler = join(path, 'filler')
    for (let size = 64 * 1024; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
      } catch {
        // A smaller piece may still fit.
      }
    }
  },
  end: ({ path }) => rmSync(join(path, 'filler')),
}

/** The vault's folder alone: with the lock open for writing, the whole disk would not turn read-only. */
const readOnly: Trouble = {
  code: '6 vault_denied',
  begin({ path }) {
    const vault = join(path, 'vault')
    expect(did('mount', '--bind', vault, vault)).toBe(true)
    onTestFinished(() => void did('umount', '--lazy', vault))
    expect(did('mount', '-o', 'remount,bind,ro', vault)).toBe(true)
  },
  end: ({ path }) => expect(did('umount', '--lazy', join(path, 'vault'))).toBe(true),
}

const limited: Trouble = {
  code: '6 vault_full',
  begin: (_home, { pid }) => expect(did('prlimit', '--pid', String(pid), '--fsize=16:unlimited')).toBe(true),
  end: (_home, { pid }) => expect(did('prlimit', '--pid', String(pid), '--fsize=unlimited:unlimited')).toBe(true),
}

test.each<[string, Trouble]>([
  ...(canMount
    ? [
        ['a disk that is full', full] as [string, Trouble],
        ['a folder that is read-only', readOnly] as [string, Trouble],
      ]
    : []),
  ['a limit on the size of files, a double of a full disk', limited],
])(
  '%s: said with what to do, tokens are served, nothing is spent or lost, and it heals by itself',
  async (_name, trouble) => {
    const server = await startDrawServer({ accessLifeSeconds: 86_400 })
    const { base, env } = temporaryHome({ EVERBEARER_VAULT: 'file', EVERBEARER_PASSPHRASE: 'correct horse battery' })
    const home = { base, env, path: join(temporaryFolder(), 'state') }
    if (trouble !== limited) expect(mounted(home.path)).toBe(true)
    const agent = startAgent(home)
    await agent.ready()
    const run = (...args: string[]) => everbearer(home, args)
    const add = (name: string) =>
      everbearer(home, ['add', '--from', '-'], {
        stdin: JSON.stringify(drawConnection(name, server.url, server.issuePair())),
      })
    for (const name of ['ward', 'other']) expect(await add(name)).toMatchObject({ code: 0 })
    expect(await run('refresh', 'other')).toMatchObject({ code: 0 })
    const files = () => readdirSync(join(home.path, 'vault')).sort()
    const before = files()

    trouble.begin(home, agent)
    for (const outcome of [await run('refresh', 'ward'), await add('third')]) {
      const [, fault] = /^everbearer: ([a-z_]+): .+ Next: .+\n$/.exec(outcome.stderr) ?? []
      expect(`${outcome.code} ${fault ?? outcome.stderr}`).toBe(trouble.code)
    }
    for (const name of ['ward', 'other']) {
      const { code, stdout } = await run('token', name)
      const headers = { authorization: `Bearer ${stdout.trim()}` }
      expect([code, (await fetch(`${server.url}api/health/`, { headers })).status]).toEqual([0, 200])
    }
    expect(server.record.renewals).toHaveLength(1)
    expect(files()).toEqual(before)

    trouble.end(home, agent)
    expect(await run('refresh', 'ward')).toMatchObject({ code: 0, stderr: '' })
    expect(await add('third')).toMatchObject({ code: 0, stderr: '' })
    agent.kill('SIGKILL')
    await agent.exited
    for (const name of ['ward', 'other', 'third']) {
      expect(await run('refresh', name)).toMatchObject({ code: 0 })
      expect(await run('token', name)).toMatchObject({ code: 0, stderr: '' })
    }
    expect(server.record).toMatchObject({ reuseCount: 0, overlaps: 0 })
  },
)
