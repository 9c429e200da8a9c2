import { filled } from '../../../shared/text/sentence.ts'
import type { CommandContext } from '../context.ts'
import { printJson } from '../output/json-output.ts'
import { install, type Service, serviceOf, serviceStartOf, statusOf, uninstall, type Workstation } from './service.ts'

export type ServiceAction = 'install' | 'uninstall' | 'status'

/** `agent --install`, `--uninstall`, `--status`: what is done is told before it is done, and may be done twice. */
export async function agentService(context: CommandContext, action: ServiceAction, json: boolean): Promise<void> {
  const { terminal, texts } = context
  const { words } = texts
  const workstation = await context.workstation()
  const started =
    action === 'install'
      ? serviceStartOf(workstation)
      : serviceStartOf({ ...workstation, env: withoutSecret(workstation) })
  const service = serviceOf(workstation, started)
  if (action !== 'status') {
    tellBefore(context, service, action)
    await (action === 'install' ? install : uninstall)(workstation, service)
  }
  const status = await statusOf(workstation, service)
  const desktop = await startsDesktop(workstation)
  if (json) return printJson(context, { ...status, desktopStartsToo: desktop })
  const sentence = !status.installed
    ? words.serviceAbsent
    : !status.running
      ? words.serviceStopped
      : status.current
        ? words.serviceRuns
        : words.serviceOther
  terminal.out(`${filled(sentence, { path: status.path })}\n`)
  if (desktop && status.installed) terminal.out(`${words.serviceDesktopToo}\n`)
}

function withoutSecret({ env }: Workstation): Workstation['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'EVERBEARER_PASSPHRASE'))
}

function tellBefore({ terminal, texts }: CommandContext, service: Service, action: 'install' | 'uninstall'): void {
  const { words } = texts
  const calls = (action === 'install' ? service.begin : service.end).map((call) => `    ${call.join(' ')}\n`)
  const file = filled(action === 'install' ? words.serviceWrites : words.serviceRemoves, { path: service.path })
  const text = action === 'install' ? `${service.text.replace(/^/gm, '    ').trimEnd()}\n` : ''
  terminal.err(`${file}\n${text}${words.serviceRunsCalls}\n${calls.join('')}`)
}

/** The first of the two becomes keeper and the other stands by (docs/decisions.md 4): no harm, but worth knowing. */
async function startsDesktop({ platform, env, home, read }: Workstation): Promise<boolean> {
  if (platform !== 'linux') return false
  const folder = env['XDG_CONFIG_HOME'] || `${home}/.config`
  return (await read(`${folder}/autostart/everbearer.desktop`)) !== null
}
