/**
 * The agent as each system starts it at login: systemd's user manager, launchd, Task Scheduler. Pure texts; no secret is ever
 * in one. `program` is the Node and the command line, by their full paths, which may hold spaces.
 */
export type ServiceStart = { readonly program: readonly string[]; readonly env: Readonly<Record<string, string>> }

/** Renewals in flight are finished first, which takes two minutes at most (electron/core/renewal). */
export const STOP_WITHIN_S = 150

/** No limit on restarts: a drive may come late, or a stopped keeper hold the folder, and nobody would start it again. */
export const NO_START_LIMIT = 'StartLimitIntervalSec=0'

/** Restarted when it fails, but not after a usage error (2). */
export const RESTART_LINES = `Restart=on-failure
RestartSec=10
RestartPreventExitStatus=2
TimeoutStopSec=${STOP_WITHIN_S}
UMask=0077
NoNewPrivileges=yes
`

/** What needs no mount namespaces, which a user's manager may not have. */
export const HARDENED = `LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
`

/**
 * systemd.service(5), systemd.exec(5). V8 writes code while it runs, so MemoryDenyWriteExecute cannot be set.
 */
export function systemdUnit({ program, env }: ServiceStart): string {
  return `# Made by "everbearer agent --install"; "everbearer agent --uninstall" takes it away again.
[Unit]
Description=Everbearer keeps API tokens valid
${NO_START_LIMIT}

[Service]
ExecStart=${systemdCommand(program)} agent
${Object.entries(env)
  .map(([name, value]) => `Environment=${systemdQuoted(`${name}=${value}`)}\n`)
  .join('')}${RESTART_LINES}${HARDENED}
[Install]
WantedBy=default.target
`
}

/** The program's own path is taken as it is, and may hold no quote, no backslash and no line break; what follows is expanded. */
export function systemdCommand(program: readonly string[]): string {
  const [first = '', ...others] = program
  if (/["'\\\p{Cc}]/u.test(first)) return ['/usr/bin/env', ...program.map(systemdWord)].join(' ')
  return [systemdQuoted(first), ...others.map(systemdWord)].join(' ')
}

/** In an ExecStart a dollar begins a variable, and is itself when it is doubled. */
function systemdWord(word: string): string {
  return systemdQuoted(word.replaceAll('$', '$$$$'))
}

/** A carriage return ends a line there as well. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROL = /[\u0001-\u001f\u007f]/g

/** systemd.syntax(7): C's escapes within double quotes; a per cent sign begins a specifier. */
export function systemdQuoted(text: string): string {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(CONTROL, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `"${escaped.replaceAll('%', '%%')}"`
}

export const LAUNCHD_LABEL = 'org.everbearer.agent'

/** launchd.plist(5). */
export function launchdPlist({ program, env }: ServiceStart): string {
  const words = [...program, 'agent'].map((word) => `    <string>${xml(word)}</string>\n`).join('')
  const variables = Object.entries(env)
    .map(([name, value]) => `    <key>${xml(name)}</key>\n    <string>${xml(value)}</string>\n`)
    .join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Made by "everbearer agent" with its option install; its option uninstall takes it away again. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LAUNCHD_LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>${STOP_WITHIN_S}</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>Umask</key>
  <integer>63</integer>
</dict>
</plist>
`
}

/**
 * Task Scheduler's schema 1.2. A task has no variables of its own: it is given those of the user. Its restart on failure
 * looks at no exit code, so it is started every few minutes, which does nothing while it runs.
 */
export function scheduledTask(program: ServiceStart['program'], user: string): string {
  const [command = '', ...args] = [...program, 'agent']
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Everbearer keeps API tokens valid. Made by "everbearer agent --install".</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <Repetition>
        <Interval>PT5M</Interval>
      </Repetition>
      <UserId>${xml(user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xml(user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(command)}</Command>
      <Arguments>${xml(args.map(windowsWord).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`
}

/** As CommandLineToArgvW takes words apart: a backslash counts as itself, but before a quote. */
function windowsWord(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word
  let written = ''
  let slashes = 0
  for (const letter of word) {
    if (letter === '"') written += '\\'.repeat(slashes + 1)
    written += letter
    slashes = letter === '\\' ? slashes + 1 : 0
  }
  return `"${written}${'\\'.repeat(slashes)}"`
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
