/**
 * A private Secret Service: a D-Bus session bus and a real gnome-keyring, both in a temporary home of their own. The real
 * user's bus, keyring and files are never touched, and it works as root and without a desktop. How to use it:
 *
 *   const keyring = await startSecretService()              // a keyring that is open
 *   onTestFinished(() => keyring.stop())
 *   await everbearer(home, ['list'], { env: keyring.env })  // the program under test lives on this keyring
 *   await keyring.lock()                                    // now it is locked; unlock() opens it again
 *   keyring.pause(); keyring.resume()                       // SIGSTOP and SIGCONT: a keyring that stalls
 *   await keyring.kill()                                    // no keyring any more; startDaemon() brings it back, locked
 *   await keyring.find({ service: 'everbearer-…' })         // what secret-tool finds
 *   keyring.prompts()                                       // how often a person would have seen a dialog
 *
 * For tests within one process: libdbus remembers the address of the bus for the life of a process, so set process.env
 * from `env` before the first use, and use one bus per test file (each runs in its own process).
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../processes/until.ts'
import { KEYRING_ENDED_ITSELF } from './keyring-ended-itself.ts'
import { startPasswordDialog } from './password-dialog.ts'
import { busAddress, busCall, ownerPid, startSessionBus } from './session-bus-daemon.ts'

const NAME = 'org.freedesktop.secrets'
const PATH = '/org/freedesktop/secrets'
const PASSWORD = 'correct horse'

export type SecretServiceOptions = {
  /** Start with the keyring locked. */
  locked?: boolean
  /** What becomes of a dialog that asks for the password: refused at once (default), left on the screen, or answered. */
  dialog?: 'refused' | 'unanswered' | 'answered'
  /** The bus starts a keyring by itself when there is none, as on a desktop; it comes up locked. */
  activation?: boolean
  /** False: a bus with no keyring behind it. */
  daemon?: boolean
}

export type SecretService = Awaited<ReturnType<typeof startSecretService>>

export async function startSecretService(options: SecretServiceOptions = {}) {
  const home = mkdtempSync(join(tmpdir(), 'everbearer-keyring-'))
  const runtime = join(home, 'run')
  mkdirSync(runtime, { mode: 0o700 })
  const env = environment(home, runtime)
  const startedBus = () => startSessionBus(runtime, env, activatedIn(home, runtime, options))
  let bus = await startedBus()
  const person = options.dialog === 'answered' ? await startPasswordDialog(join(runtime, 'bus'), PASSWORD) : null
  const pid = () => ownerPid(env, NAME)

  let aborted: string | null = null
  async function startDaemon(open = false): Promise<void> {
    spawnKeyring(env, runtime, open, (why) => {
      aborted = why
    })
    await until('a keyring on the bus', pid)
    if (open) await until('an open keyring', async () => !(await locked()))
  }
  const locked = async () => (await busCall(env, lockedProperty, ...lockedArguments)).includes('boolean true')
  async function kill(): Promise<void> {
    const killed = await pid()
    if (killed === null) return
    signal(killed, 'SIGKILL')
    await until('the keyring to be gone', async () => (await pid()) !== killed)
  }
  const paused = new Set<number>()

  const service = {
    home,
    /** HOME, XDG_* and DBUS_SESSION_BUS_ADDRESS of this keyring, to be merged over a child's environment. */
    env: own(env),
    pid,
    locked,
    startDaemon,
    kill,
    async lock() {
      await busCall(env, { name: NAME, path: PATH, method: 'org.freedesktop.Secret.Service.Lock' }, loginCollection)
      await until('a locked keyring', locked)
    },
    async unlock(password = PASSWORD) {
      await tellControlSocket(join(runtime, 'keyring', 'control'), password)
    },
    async pause() {
      const id = await pid()
      if (id !== null) paused.add(id)
      signal(id, 'SIGSTOP')
    },
    async resume() {
      for (const id of paused) signal(id, 'SIGCONT')
      paused.clear()
    },
    /** Deletes the keyring with all that is in it, as a person can in Seahorse. */
    async deleteCollection() {
      const path = `${PATH}/collection/login`
      await busCall(env, { name: NAME, path, method: 'org.freedesktop.Secret.Collection.Delete' })
    },
    /** Ends the bus: whoever is connected loses it, whoever comes finds none. */
    async stopBus() {
      await ended(bus, 'SIGTERM')
    },
    /** A new bus at the same address, and a keyring on it, open. */
    async startBus() {
      rmSync(join(runtime, 'bus'), { force: true })
      bus = await startedBus()
      await startDaemon(true)
    },
    /** How often the keyring wanted to show a person a dialog. */
    prompts: () => person?.shown() ?? linesOf(join(home, 'prompts')).length,
    /** What `secret-tool search` finds, as text: label, secret and attributes; empty when there is nothing. */
    find: (attributes: Record<string, string>) => secretTool(env, attributes),
    async stop() {
      process.removeListener('exit', killAll)
      await service.resume()
      person?.stop()
      signal(await pid(), 'SIGKILL')
      for (const line of linesOf(join(home, 'prompts'))) signal(Number(line), 'SIGKILL')
      if (bus.exitCode === null && bus.signalCode === null) await ended(bus, 'SIGTERM')
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
      if (aborted !== null) throw new Error(`${KEYRING_ENDED_ITSELF}: ${aborted}`)
    },
  }
  // A test run that dies must not leave daemons behind. The keyring ends by itself when its bus is gone.
  const killAll = () => bus.kill('SIGKILL')
  process.once('exit', killAll)
  try {
    if (options.daemon !== false) await startDaemon(true)
    if (options.locked) await service.lock()
  } catch (thrown) {
    await service.stop()
    throw thrown
  }
  return service
}

const loginCollection = `array:objpath:${PATH}/collection/login`
const lockedProperty = { name: NAME, path: `${PATH}/aliases/default`, method: 'org.freedesktop.DBus.Properties.Get' }
const lockedArguments = ['string:org.freedesktop.Secret.Collection', 'string:Locked']

function own(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['HOME', 'XDG_RUNTIME_DIR', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME']
  return Object.fromEntries([...names, 'DBUS_SESSION_BUS_ADDRESS'].map((name) => [name, env[name] ?? '']))
}

function environment(home: string, runtime: string): NodeJS.ProcessEnv {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, GNOME_KEYRING_CONTROL: _control, ...rest } = process.env
  return {
    ...rest,
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    DBUS_SESSION_BUS_ADDRESS: busAddress(runtime),
  }
}

/** The dialog is a script that leaves its process id as a trace, so that a test can count the dialogs. */
function activatedIn(home: string, runtime: string, { dialog = 'refused', activation = false }: SecretServiceOptions) {
  const keyring = ['gnome-keyring-daemon', ...keyringArguments(runtime)].join(' ')
  const activated = activation ? { [NAME]: `/usr/bin/${keyring}` } : {}
  if (dialog === 'answered') return activated
  const script = join(home, 'dialog.sh')
  const after = dialog === 'refused' ? 'exit 1' : 'exec sleep 60'
  writeFileSync(script, `#!/bin/sh\necho $$ >> '${join(home, 'prompts')}'\n${after}\n`)
  chmodSync(script, 0o755)
  return { 'org.gnome.keyring.SystemPrompter': script, ...activated }
}

function keyringArguments(runtime: string): string[] {
  return ['--foreground', '--components=secrets', `--control-directory=${join(runtime, 'keyring')}`]
}

function spawnKeyring(env: NodeJS.ProcessEnv, runtime: string, open: boolean, aborted: (why: string) => void): void {
  const given = [...keyringArguments(runtime), ...(open ? ['--unlock'] : [])]
  const child = spawn('gnome-keyring-daemon', given, { env, stdio: [open ? 'pipe' : 'ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    said = `${said}${bytes}`.slice(-2_000)
  })
  child.once('close', (_code, signal) => {
    if (signal !== null && OWN_ENDS.includes(signal)) aborted(`${signal} ${said.trim()}`)
  })
  child.stdin?.end(PASSWORD)
}

/** What glib ends a program with that has met a fault of its own; tests end it by other signals. */
const OWN_ENDS: readonly string[] = ['SIGTRAP', 'SIGABRT']

/**
 * Unlocks as a login does, over the keyring's control socket: one empty byte (the kernel adds who we are), then
 * big-endian length, operation 1 (unlock) and the password with its length; the answer is length and result, 0 is done.
 */
function tellControlSocket(path: string, password: string): Promise<void> {
  const secret = Buffer.from(password)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(12 + secret.length, 1)
  head.writeUInt32BE(1, 5)
  head.writeUInt32BE(secret.length, 9)
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(Buffer.concat([head, secret])))
    socket.once('error', reject)
    socket.once('data', (answer) => {
      socket.destroy()
      if (answer.readUInt32BE(4) === 0) resolve()
      else reject(new Error('the keyring did not take the password'))
    })
  })
}

async function secretTool(env: NodeJS.ProcessEnv, attributes: Record<string, string>): Promise<string> {
  const found = await promisify(execFile)('secret-tool', ['search', '--all', ...Object.entries(attributes).flat()], {
    env,
  }).catch(() => ({ stdout: '', stderr: '' }))
  return found.stdout + found.stderr
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}

function signal(pid: number | null, name: NodeJS.Signals): void {
  try {
    if (pid !== null) process.kill(pid, name)
  } catch {
    // it has ended by itself meanwhile
  }
}

function ended(child: ChildProcess, name: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(name)
  })
}
