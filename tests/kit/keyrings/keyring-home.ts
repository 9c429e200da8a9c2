/** A home of its own with a private session bus, for one real keyring: the person's own is never touched. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectSessionBus, type SessionBus } from '../../../electron/adapters/node/keychain/session-bus/session-bus.ts'
import { until } from '../processes/until.ts'
import { busAddress, busCall, ownerPid, startSessionBus } from './session-bus-daemon.ts'

const NAME = 'org.freedesktop.secrets'
const PATH = '/org/freedesktop/secrets'

export async function keyringHome(more: NodeJS.ProcessEnv) {
  const home = mkdtempSync(join(tmpdir(), 'everbearer-keyring-'))
  const runtime = join(home, 'run')
  const folders = {
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    DBUS_SESSION_BUS_ADDRESS: busAddress(runtime),
  }
  for (const name of ['run', 'data', 'config', 'cache', 'tmp']) mkdirSync(join(home, name), { mode: 0o700 })
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    QT_QPA_PLATFORM: 'xcb',
    LC_ALL: 'C.UTF-8',
    TMPDIR: join(home, 'tmp'),
    ...folders,
    ...more,
  }
  let bus = await startSessionBus(runtime, env, {})
  const killed = () => bus.kill('SIGKILL')
  process.once('exit', killed)
  const alias = async () =>
    await busCall(env, { name: NAME, path: PATH, method: `${SERVICE}.ReadAlias` }, 'string:default')
  return {
    home,
    /** What the keyring's own program gets. */
    env,
    /** What a program under test gets beside its own. */
    userEnv: folders,
    pid: () => ownerPid(env, NAME),
    async locked(): Promise<boolean> {
      const path = /object path "(.+)"/.exec(await alias())?.[1] ?? ''
      const method = 'org.freedesktop.DBus.Properties.Get'
      const to = { name: NAME, path, method }
      return (await busCall(env, to, 'string:org.freedesktop.Secret.Collection', 'string:Locked')).includes('true')
    },
    connect: (): Promise<SessionBus> => connectSessionBus(join(runtime, 'bus')),
    async gone(pid: number): Promise<void> {
      await until('the keyring to be gone', async () => (await ownerPid(env, NAME)) !== pid)
    },
    /** Whoever is connected loses it; then there is another one at the same address, with nobody on it. */
    async restartBus(): Promise<void> {
      const ended = new Promise((resolve) => bus.once('exit', resolve))
      bus.kill('SIGTERM')
      await ended
      rmSync(join(runtime, 'bus'), { force: true })
      bus = await startSessionBus(runtime, env, {})
    },
    async remove(): Promise<void> {
      process.removeListener('exit', killed)
      bus.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

const SERVICE = 'org.freedesktop.Secret.Service'
