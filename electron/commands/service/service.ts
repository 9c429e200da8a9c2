import { FaultError, fault, raise } from '../../../shared/fault.ts'
import { windowsProgram } from '../../adapters/node/processes/windows-program.ts'
import { LAUNCHD_LABEL, launchdPlist, type ServiceStart, scheduledTask, systemdUnit } from './units.ts'

/** What start at login needs of this computer. Paths as this platform writes them. */
export type Workstation = {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** As the system names whoever is logged in: a number, or DOMAIN\\name on Windows. */
  readonly user: string
  /** The Node that runs, and this command line. */
  readonly program: readonly string[]
  /** Null where there is no such file. */
  read(path: string): Promise<string | null>
  write(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
  /** To its end, unseen; null where there is no such program. */
  run(program: string, args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string } | null>
}

type Call = readonly [program: string, ...args: string[]]

/** What is written where, and what is run for it. */
export type Service = {
  readonly kind: 'systemd' | 'launchd' | 'task-scheduler'
  readonly path: string
  readonly text: string
  readonly begin: readonly Call[]
  readonly end: readonly Call[]
  /** Answers 0 while it is started. */
  readonly statusCall: Call
}

/** Named in the unit, since they say which Everbearer it is; none of them is a secret. */
const PASSED_VARIABLES = [
  'EVERBEARER_HOME',
  'EVERBEARER_VAULT',
  'EVERBEARER_PASSPHRASE_FILE',
  'EVERBEARER_LOG',
  'NODE_EXTRA_CA_CERTS',
]

/** Raises passphrase_not_written: a file is no place for it. */
export function serviceStartOf({ program, env }: Workstation): ServiceStart {
  if (env['EVERBEARER_PASSPHRASE'] !== undefined) raise('passphrase_not_written')
  const passed = PASSED_VARIABLES.flatMap((name) => {
    const value = env[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return { program, env: Object.fromEntries(passed) }
}

export function serviceOf(workstation: Workstation, started: ServiceStart): Service {
  const { platform, env, home, user } = workstation
  if (platform === 'win32') {
    const path = `${env['LOCALAPPDATA'] ?? home}\\Everbearer\\agent-task.xml`
    const name = 'Everbearer agent'
    const scheduler = windowsProgram('schtasks.exe', env)
    // A task's own console would be a window on the desktop for as long as the agent runs, which ends with it.
    const windowlessCommand = [windowsProgram('conhost.exe', env), '--headless', ...started.program]
    const powerShell = windowsProgram('WindowsPowerShell\\v1.0\\powershell.exe', env)
    return {
      kind: 'task-scheduler',
      path,
      text: scheduledTask(windowlessCommand, user),
      begin: [
        [scheduler, '/Create', '/F', '/TN', name, '/XML', path],
        [scheduler, '/Run', '/TN', name],
      ],
      end: [
        [scheduler, '/End', '/TN', name],
        [scheduler, '/Delete', '/F', '/TN', name],
      ],
      // What schtasks.exe says of a task's state is in the person's language.
      statusCall: [powerShell, '-NoProfile', '-NonInteractive', '-Command', isRunning(name)],
    }
  }
  if (platform === 'darwin') {
    const path = `${home}/Library/LaunchAgents/${LAUNCHD_LABEL}.plist`
    const domain = `gui/${user}`
    return {
      kind: 'launchd',
      path,
      text: launchdPlist(started),
      begin: [['/bin/launchctl', 'bootstrap', domain, path]],
      end: [['/bin/launchctl', 'bootout', `${domain}/${LAUNCHD_LABEL}`]],
      statusCall: ['/bin/launchctl', 'print', `${domain}/${LAUNCHD_LABEL}`],
    }
  }
  const systemctl = (...args: string[]): Call => ['systemctl', '--user', ...args]
  return {
    kind: 'systemd',
    path: `${env['XDG_CONFIG_HOME'] || `${home}/.config`}/systemd/user/everbearer.service`,
    text: systemdUnit(started),
    begin: [systemctl('daemon-reload'), systemctl('enable', '--now', 'everbearer.service')],
    end: [systemctl('disable', '--now', 'everbearer.service'), systemctl('daemon-reload')],
    statusCall: systemctl('is-active', '--quiet', 'everbearer.service'),
  }
}

function isRunning(task: string): string {
  return `if ((Get-ScheduledTask -TaskName '${task}').State -ne 'Running') { exit 1 }`
}

export type ServiceStatus = {
  readonly kind: Service['kind']
  readonly path: string
  readonly installed: boolean
  /** As it would be written now; false after an update that moved the program, or with other variables. */
  readonly current: boolean
  readonly running: boolean
}

export async function statusOf(workstation: Workstation, service: Service): Promise<ServiceStatus> {
  const writtenText = await workstation.read(service.path)
  const [program, ...args] = service.statusCall
  const statusResult = await workstation.run(program, args)
  const { kind, path, text } = service
  return {
    kind,
    path,
    installed: writtenText !== null,
    current: writtenText === text,
    running: statusResult?.code === 0,
  }
}

/** Writes and starts it; one that is there as it should be is only started. Raises service_not_started {command}. */
export async function install(workstation: Workstation, service: Service): Promise<void> {
  const before = await statusOf(workstation, service)
  if (before.current && before.running) return
  // launchd refuses to load what is loaded; the others take the new text as it is.
  if (before.running) for (const call of service.end) await runCall(workstation, call)
  if (!before.current) await workstation.write(service.path, service.text)
  for (const call of service.begin) {
    if ((await runCall(workstation, call)) !== 0)
      throw new FaultError(fault('service_not_started', { command: call.join(' '), path: service.path }))
  }
}

/** What is already absent is no error. */
export async function uninstall(workstation: Workstation, service: Service): Promise<void> {
  for (const call of service.end) await runCall(workstation, call)
  await workstation.remove(service.path)
}

async function runCall(workstation: Workstation, [program, ...args]: Call): Promise<number | null> {
  return (await workstation.run(program, args))?.code ?? null
}
