/** A computer in memory, on which programs can be made to start at login; its systemd believes what it is told. */
import type { Workstation } from '../../electron/commands/service/service.ts'

type Given = Partial<Pick<Workstation, 'env' | 'platform' | 'user' | 'home'>> & {
  readonly files?: Record<string, string>
  /** What a program answers; 0 unless told. */
  readonly answers?: Readonly<Record<string, number | null>>
}

export function memoryWorkstation(given: Given = {}) {
  const { env = {}, platform = 'linux', user = '1000', home = '/home/ada', files = {}, answers = {} } = given
  const ran: string[] = []
  let running = false
  const here: Workstation = {
    ...{ env, platform, user, home },
    program: ['/opt/my node/bin/node', '/opt/ever$bearer 100%/dist/cli.js'],
    read: async (path) => files[path] ?? null,
    async write(path, text) {
      files[path] = text
    },
    async remove(path) {
      delete files[path]
    },
    async run(program, args) {
      const call = [program, ...args].join(' ')
      const answer = answers[call]
      if (answer !== undefined) return answer === null ? null : { code: answer, stdout: '' }
      if (/is-active|launchctl print|Get-ScheduledTask/.test(call)) return { code: running ? 0 : 3, stdout: '' }
      ran.push(call)
      if (/enable --now|bootstrap|\/Run/.test(call)) running = true
      if (/disable|bootout|\/End/.test(call)) running = false
      return { code: 0, stdout: '' }
    },
  }
  return { files, ran, here }
}
