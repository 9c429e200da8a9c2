import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Programs that the bus starts when somebody asks for their name, as a desktop's bus does: D-Bus name to command. */
export type Activated = Readonly<Record<string, string>>

/**
 * Starts a private D-Bus session bus whose socket and settings lie in `folder`. It offers only what `activated` names,
 * so nothing of the real user's desktop can be reached or started through it.
 */
export async function startSessionBus(folder: string, env: NodeJS.ProcessEnv, activated: Activated) {
  const config = join(folder, 'bus.conf')
  writeFileSync(config, configOf(folder, activated))
  const child = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await ready(child)
  return child
}

export function busAddress(folder: string): string {
  return `unix:path=${join(folder, 'bus')}`
}

/** One call with dbus-send; the answer as its text. Throws when the bus or the service says no. */
export async function busCall(
  env: NodeJS.ProcessEnv,
  to: { name: string; path: string; method: string },
  ...values: string[]
): Promise<string> {
  const fixed = ['--session', '--print-reply', '--reply-timeout=15000', `--dest=${to.name}`, to.path, to.method]
  const { stdout } = await promisify(execFile)('dbus-send', [...fixed, ...values], { env })
  return stdout
}

/** The process behind a name on the bus, or null when nobody holds it. */
export async function ownerPid(env: NodeJS.ProcessEnv, name: string): Promise<number | null> {
  const bus = { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' }
  const method = 'org.freedesktop.DBus.GetConnectionUnixProcessID'
  const answer = await busCall(env, { ...bus, method }, `string:${name}`).catch(() => '')
  const pid = /uint32 (\d+)/.exec(answer)?.[1]
  return pid === undefined ? null : Number(pid)
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`dbus-daemon ended with ${code}`)))
  })
}

function configOf(folder: string, activated: Activated): string {
  for (const [name, command] of Object.entries(activated)) {
    writeFileSync(join(folder, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${command}\n`)
  }
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${busAddress(folder)}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${folder}</servicedir>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
`
}
